package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as people write it in a site file: a whole number and {@code ms}, {@code s}, {@code m}, {@code h} or
 * {@code d}, such as {@code 90s}.
 *
 * @param duration 0 to 10 years, whole milliseconds
 */
public record TimeSpan(Duration duration) {
    private static final Pattern VALID = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Duration MAX = Duration.ofDays(3650);

    /** No time at all. */
    public static final TimeSpan ZERO = new TimeSpan(Duration.ZERO);

    /** @throws IllegalArgumentException if {@code duration} is negative, over ten years, or has parts of a millisecond */
    public TimeSpan {
        if (duration.isNegative() || duration.compareTo(MAX) > 0 || duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    "time span " + duration + " is out of bounds: use 0s to 3650d, in whole milliseconds");
        }
    }

    /**
     * Reads {@code 250ms}, {@code 90s}, {@code 5m}, {@code 1h}, {@code 7d}.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    @JsonCreator
    public static TimeSpan parse(String text) {
        Matcher matcher = VALID.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("time span '" + Printable.of(text)
                    + "' is not valid: use a whole number and ms, s, m, h or d, for example 90s");
        }
        long amount = Long.parseLong(matcher.group(1));
        return new TimeSpan(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** The largest unit that loses nothing. */
    @JsonValue
    public String text() {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    @Override
    public String toString() {
        return text();
    }
}
