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

    private static final Pattern VERSION_00 =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");
    private static final HexFormat HEX = HexFormat.of();
    private static final String SAMPLED = "01";

    /** A new span: in the trace of the request's {@code traceparent}, or in a new trace if that is missing or malformed. */
    public static TraceContext within(@Nullable String traceparent, RandomGenerator random) {
        Matcher parent = VERSION_00.matcher(traceparent == null ? "" : traceparent);
        String spanId = HEX.toHexDigits(nonZero(random));
        return parent.matches()
                ? new TraceContext(parent.group(1), spanId, parent.group(3))
                : new TraceContext(
                        HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(nonZero(random)), spanId, SAMPLED);
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
