package dev.skerry.edge.policy;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How old a response is, counting its way through caches before us and the time it took to us (RFC 9111 §4.2.3). */
public final class CurrentAge {
    private CurrentAge() {}

    /**
     * The age at {@code nowMs} in milliseconds, 0 or more. A {@code Date} that is missing, unreadable or in the future
     * adds nothing. A clock that went back does not make a response younger than it was when it arrived.
     *
     * @param requestTimeMs when the request was sent
     * @param responseTimeMs when the head of the response was received
     */
    public static long atMillis(ResponseHead head, long requestTimeMs, long responseTimeMs, long nowMs) {
        return onArrivalMillis(head, requestTimeMs, responseTimeMs) + residentMillis(responseTimeMs, nowMs);
    }

    /** corrected_initial_age. */
    static long onArrivalMillis(ResponseHead head, long requestTimeMs, long responseTimeMs) {
        String date = head.fields().first("date");
        OptionalLong dateMs = date == null ? OptionalLong.empty() : HttpDate.parse(date, responseTimeMs);
        long apparentAge = dateMs.isPresent() ? Math.max(0, responseTimeMs - dateMs.getAsLong()) : 0;
        long responseDelay = Math.max(0, responseTimeMs - requestTimeMs);
        long correctedAge = ageValueMs(head.fields().first("age")) + responseDelay;
        return Math.max(apparentAge, correctedAge);
    }

    /** resident_time. */
    static long residentMillis(long responseTimeMs, long nowMs) {
        return Math.max(0, nowMs - responseTimeMs);
    }

    /** RFC 9111 §5.1: of a list the first member counts; what is no whole number of seconds is ignored. */
    private static long ageValueMs(@Nullable String age) {
        if (age == null) {
            return 0;
        }
        int comma = age.indexOf(',');
        long seconds = Syntax.seconds(Syntax.trim(comma < 0 ? age : age.substring(0, comma)));
        return Math.max(0, seconds) * 1000;
    }
}
