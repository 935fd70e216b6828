package dev.skerry.edge.conformance;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a story can't know: {@code {start+5}} is the HTTP date 5 s after the scenario's start, {@code {now-3}}
 * the one 3 s ago; {@code {rfc850:now+5}} and {@code {asctime:now}} in the obsolete forms; {@code {url:/a}} and
 * {@code {path:/a}} the URL and the path of its target /a; {@code {id}} its number.
 */
record Moments(Instant start, Instant now, String host, String prefix) {
    private static final Pattern TIME = Pattern.compile("\\{(?:(rfc850|asctime):)?(start|now)([+-]\\d+)?}");
    private static final DateTimeFormatter IMF = form("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter RFC850 = form("EEEE, dd-MMM-yy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss yyyy");

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    String fill(String text) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        String targets = text.replaceAll("\\{url:([^}]*)}", Matcher.quoteReplacement("http://" + host + prefix) + "$1")
                .replaceAll("\\{path:([^}]*)}", Matcher.quoteReplacement(prefix) + "$1")
                .replace("{id}", prefix.substring(1));
        return TIME.matcher(targets).replaceAll(match -> date(match.group(1), match.group(2), match.group(3)));
    }

    private String date(@Nullable String form, String base, @Nullable String offset) {
        Instant at = (base.equals("now") ? now : start).plusSeconds(offset == null ? 0 : Integer.parseInt(offset));
        return switch (form) {
            case null -> IMF.format(at);
            case "rfc850" -> RFC850.format(at);
            default -> ASCTIME.format(at);
        };
    }
}
