package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of responses that a purge matches. */
public enum PurgeMode {
    /** They may not be used at all any more, not even to validate. */
    HARD,
    /** They count as stale: they may be revalidated, and served stale where the policy allows. */
    SOFT;

    /** The form in JSON, logs and log keys: {@code hard} or {@code soft}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if {@code text} is neither {@code hard} nor {@code soft} */
    @JsonCreator
    public static PurgeMode parse(String text) {
        return switch (text) {
            case "hard" -> HARD;
            case "soft" -> SOFT;
            default ->
                throw new IllegalArgumentException(
                        "purge mode '" + Printable.of(text) + "' is unknown: use hard or soft");
        };
    }
}
