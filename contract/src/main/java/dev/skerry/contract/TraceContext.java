package dev.skerry.contract;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span within a trace (W3C Trace Context §3.2), as it travels in {@value #FIELD} fields and record headers.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param flags 2 lower-case hexadecimal digits
 */
public record TraceContext(String traceId, String spanId, String flags) {
    /** The HTTP field and the Kafka record header. */
    public static final String FIELD = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final HexFormat HEX = HexFormat.of();
    private static final String NOT_SAMPLED = "00";

    /** Reads a {@code traceparent}: version 00, or what a later version has in common with it; null if malformed. */
    public static @Nullable TraceContext parse(@Nullable String traceparent) {
        Matcher form = FORM.matcher(traceparent == null ? "" : traceparent);
        if (!form.matches() || (form.group(1).equals("00") && form.group(5) != null)) {
            return null;
        }
        return new TraceContext(form.group(2), form.group(3), form.group(4));
    }

    /** A trace that begins here and that nobody need record. */
    public static TraceContext unsampledRoot(RandomGenerator random) {
        return new TraceContext(
                HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(nonZero(random)),
                HEX.toHexDigits(nonZero(random)),
                NOT_SAMPLED);
    }

    /** Whether the sender records the trace and asks others to (§3.2.2.5.1). */
    public boolean isSampled() {
        return (HexFormat.fromHexDigits(flags) & 1) == 1;
    }

    /** The same, asking nobody to record it. */
    public TraceContext unsampled() {
        return new TraceContext(traceId, spanId, NOT_SAMPLED);
    }

    private static long nonZero(RandomGenerator random) {
        long bits = random.nextLong();
        return bits == 0 ? 1 : bits;
    }

    /** The form of the {@code traceparent} field and record header. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
