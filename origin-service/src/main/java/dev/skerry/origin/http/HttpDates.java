package dev.skerry.origin.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** HTTP-date (RFC 9110 §5.6.7): written as IMF-fixdate, read in all three forms. */
final class HttpDates {
    private static final DateTimeFormatter FIXDATE = utc("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter RFC850 = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ASCTIME = utc("EEE MMM ppd HH:mm:ss yyyy");
    private static final List<DateTimeFormatter> FORMS = List.of(FIXDATE, RFC850, ASCTIME);

    private HttpDates() {}

    private static DateTimeFormatter utc(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    static String format(Instant instant) {
        return FIXDATE.format(instant);
    }

    /** Returns null for what is no date, which RFC 9110 has us ignore. */
    static @Nullable Instant parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return FORMS.stream()
                .map(form -> parse(form, text))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant parse(DateTimeFormatter form, String text) {
        try {
            return form.parse(text, Instant::from);
        } catch (DateTimeParseException otherForm) {
            return null;
        }
    }
}
