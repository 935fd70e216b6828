package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about the purges of a site.
 *
 * @param keyCase whether purges by surrogate key mind upper and lower case
 * @param guardPercent a purge that would hit more than this share of the site's stored responses is refused unless it is
 *     forced; 1 to 100, and 100 refuses none
 * @param refreshPerSecond how many of the responses that a soft purge hit each node asks for again by itself, a second,
 *     those first that are used most; 0, the default, to {@value #MAX_REFRESH}
 * @param webhooks where purge-service tells that a purge is complete: {@code http://} or {@code https://} URLs, at most
 *     {@value #MAX_WEBHOOKS}
 */
public record PurgeConfig(KeyCase keyCase, int guardPercent, int refreshPerSecond, List<String> webhooks) {
    /** Case counts, no guard, no refresh, no webhook. */
    public static final PurgeConfig DEFAULT = new PurgeConfig(KeyCase.SENSITIVE, 100, 0, List.of());

    private static final int MAX_REFRESH = 10_000;
    private static final int MAX_WEBHOOKS = 5;
    private static final int MAX_WEBHOOK_LENGTH = 2048;

    /** RFC 3986 without user and fragment, and with nothing that would have to be encoded first: it is called as it stands. */
    private static final Pattern URL = Pattern.compile("https?://(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?"
            + "(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9a-fA-F]{2})*)?"
            + "(?:\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9a-fA-F]{2})*)?");

    /** Whether purges by surrogate key mind upper and lower case. */
    public enum KeyCase {
        /** {@code Product-7} and {@code product-7} are two keys. */
        SENSITIVE,
        /** They are one: ASCII letters of either case are the same. */
        IGNORED;

        /** The form in a site file, in lower case. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if {@code text} is neither of both */
        @JsonCreator
        public static KeyCase parse(String text) {
            return switch (text) {
                case "sensitive" -> SENSITIVE;
                case "ignored" -> IGNORED;
                default ->
                    throw new IllegalArgumentException(
                            "keyCase '" + Printable.of(text) + "' is unknown: use sensitive or ignored");
            };
        }
    }

    @JsonCreator
    static PurgeConfig read(
            @JsonProperty("keyCase") @Nullable KeyCase keyCase,
            @JsonProperty("guardPercent") @Nullable Integer guardPercent,
            @JsonProperty("refreshPerSecond") @Nullable Integer refreshPerSecond,
            @JsonProperty("webhooks") @Nullable List<String> webhooks) {
        return new PurgeConfig(
                keyCase == null ? DEFAULT.keyCase : keyCase,
                guardPercent == null ? DEFAULT.guardPercent : guardPercent,
                refreshPerSecond == null ? DEFAULT.refreshPerSecond : refreshPerSecond,
                webhooks == null ? DEFAULT.webhooks : webhooks);
    }

    /** @throws IllegalArgumentException if a number is out of bounds, or a webhook is no URL that can be called */
    public PurgeConfig {
        requireWithin("guardPercent", guardPercent, 1, 100);
        requireWithin("refreshPerSecond", refreshPerSecond, 0, MAX_REFRESH);
        if (webhooks.size() > MAX_WEBHOOKS) {
            throw new IllegalArgumentException(
                    "webhooks: " + webhooks.size() + " are too many, use at most " + MAX_WEBHOOKS);
        }
        webhooks = webhooks.stream().map(PurgeConfig::webhook).distinct().toList();
    }

    private static void requireWithin(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + " is out of bounds: use " + least + " to " + most);
        }
    }

    private static String webhook(String text) {
        if (text.length() > MAX_WEBHOOK_LENGTH || !isCallable(text)) {
            throw new IllegalArgumentException("webhook '" + Printable.of(text) + "' is not valid: use"
                    + " https://HOST[:PORT]/PATH or http://HOST[:PORT]/PATH, without user and fragment");
        }
        return text;
    }

    private static boolean isCallable(String text) {
        try {
            return URL.matcher(text).matches() && ContentUrl.parse(text).host() != null;
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }
}
