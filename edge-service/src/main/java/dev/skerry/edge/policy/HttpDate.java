package dev.skerry.edge.policy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;

/**
 * HTTP-date (RFC 9110 §5.6.7) in its three forms: {@code Sun, 06 Nov 1994 08:49:37 GMT}, {@code Sunday, 06-Nov-94
 * 08:49:37 GMT} and {@code Sun Nov  6 08:49:37 1994}.
 *
 * <p>Names are matched without regard to case, as RFC 9111 §4.2 asks of caches; everything else is strict: digits in
 * number, single spaces, GMT alone as the zone, a day that the month has. The name of the weekday is not held against
 * the date. A leap second counts as the second after it.
 */
public final class HttpDate {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<String> LONG_DAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final long LAST_SECOND_OF_9999 = 253_402_300_799L;
    private static final int MAX_LENGTH = 40;

    private HttpDate() {}

    /**
     * IMF-fixdate of an instant in ms since the epoch, rounded down to the second; years before 1 or after 9999 are
     * cut.
     */
    public static String format(long epochMs) {
        long second = Math.clamp(Math.floorDiv(epochMs, 1000), -62_135_596_800L, LAST_SECOND_OF_9999);
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        capitalised(text, DAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
        twoDigits(text, time.getDayOfMonth()).append(' ');
        capitalised(text, MONTHS.get(time.getMonthValue() - 1)).append(' ');
        twoDigits(twoDigits(text, time.getYear() / 100), time.getYear() % 100).append(' ');
        twoDigits(text, time.getHour()).append(':');
        twoDigits(text, time.getMinute()).append(':');
        twoDigits(text, time.getSecond()).append(" GMT");
        return text.toString();
    }

    /**
     * Milliseconds since the epoch, or empty if {@code text} is no HTTP-date. Two-digit years are taken as 1970 to
     * 2069.
     */
    public static OptionalLong parse(String text) {
        return parse(text, 2069 - 50);
    }

    /**
     * Milliseconds since the epoch, or empty if {@code text} is no HTTP-date.
     *
     * @param nowMs what decides the century of a two-digit year: one that appears more than 50 years in the future is
     *     the most recent past year with these digits
     */
    public static OptionalLong parse(String text, long nowMs) {
        return parse(text, yearOf(nowMs));
    }

    private static int yearOf(long epochMs) {
        long second = Math.clamp(Math.floorDiv(epochMs, 1000), 0, LAST_SECOND_OF_9999);
        return LocalDate.ofEpochDay(second / 86_400).getYear();
    }

    private static OptionalLong parse(String text, int currentYear) {
        if (text.length() > MAX_LENGTH) {
            return OptionalLong.empty();
        }
        Scanner scanner = new Scanner(Syntax.lowerCase(text));
        int comma = text.indexOf(',');
        if (comma < 0) {
            return asctime(scanner);
        }
        return comma == 3 ? imfFixdate(scanner) : rfc850(scanner, currentYear);
    }

    private static OptionalLong imfFixdate(Scanner s) {
        s.name(DAYS);
        s.expect(", ");
        int day = s.digits(2);
        s.expect(" ");
        int month = s.name(MONTHS);
        s.expect(" ");
        int year = s.digits(4);
        s.expect(" ");
        int second = s.time();
        s.expect(" gmt");
        return s.instant(year, month, day, second);
    }

    private static OptionalLong rfc850(Scanner s, int currentYear) {
        s.name(LONG_DAYS);
        s.expect(", ");
        int day = s.digits(2);
        s.expect("-");
        int month = s.name(MONTHS);
        s.expect("-");
        int twoDigits = s.digits(2);
        s.expect(" ");
        int second = s.time();
        s.expect(" gmt");
        return s.instant(fullYear(twoDigits, currentYear), month, day, second);
    }

    private static int fullYear(int twoDigits, int currentYear) {
        int latest = currentYear + 50;
        return latest - Math.floorMod(latest - twoDigits, 100);
    }

    private static OptionalLong asctime(Scanner s) {
        s.name(DAYS);
        s.expect(" ");
        int month = s.name(MONTHS);
        s.expect(" ");
        int day = s.paddedDay();
        s.expect(" ");
        int second = s.time();
        s.expect(" ");
        int year = s.digits(4);
        return s.instant(year, month, day, second);
    }

    private static StringBuilder capitalised(StringBuilder text, String name) {
        return text.append((char) (name.charAt(0) - 'a' + 'A')).append(name, 1, name.length());
    }

    private static StringBuilder twoDigits(StringBuilder text, int value) {
        return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    /** Reads a date from left to right; after the first thing that does not fit, everything is refused. */
    private static final class Scanner {
        private final String text;
        private int at;
        private boolean failed;

        Scanner(String text) {
            this.text = text;
        }

        void expect(String literal) {
            if (text.startsWith(literal, at)) {
                at += literal.length();
            } else {
                failed = true;
            }
        }

        /** From 0. */
        int name(List<String> names) {
            for (int i = 0; i < names.size(); i++) {
                if (text.startsWith(names.get(i), at)) {
                    at += names.get(i).length();
                    return i;
                }
            }
            failed = true;
            return 0;
        }

        int digits(int count) {
            int value = 0;
            for (int end = at + count; at < end; at++) {
                if (at >= text.length() || !Syntax.isDigit(text.charAt(at))) {
                    failed = true;
                    return 0;
                }
                value = value * 10 + text.charAt(at) - '0';
            }
            return value;
        }

        int paddedDay() {
            if (text.startsWith(" ", at)) {
                at++;
                return digits(1);
            }
            return digits(2);
        }

        /** Second of the day, 0 to 86400. */
        int time() {
            int hour = digits(2);
            expect(":");
            int minute = digits(2);
            expect(":");
            int second = digits(2);
            failed |= hour > 23 || minute > 59 || second > 60;
            return (hour * 60 + minute) * 60 + second;
        }

        OptionalLong instant(int year, int monthFromZero, int day, int second) {
            if (failed || at != text.length()) {
                return OptionalLong.empty();
            }
            try {
                long days = LocalDate.of(year, monthFromZero + 1, day).toEpochDay();
                return OptionalLong.of((days * 86_400 + second) * 1000);
            } catch (DateTimeException noSuchDay) {
                return OptionalLong.empty();
            }
        }
    }
}
