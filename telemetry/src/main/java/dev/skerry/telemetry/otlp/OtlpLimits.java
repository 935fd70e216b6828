package dev.skerry.telemetry.otlp;

/**
 * How much is taken of what comes.
 *
 * <table>
 * <caption>limits</caption>
 * <tr><th>of</th><th>at most</th><th>what is beyond</th></tr>
 * <tr><td>a request, as it comes and decompressed</td><td>{@value #REQUEST_BYTES} bytes</td><td>413</td></tr>
 * <tr><td>a request</td><td>{@value #REQUEST_SPANS} spans</td><td>dropped, partial success</td></tr>
 * <tr><td>a span, as encoded</td><td>{@value #MESSAGE_BYTES} bytes</td><td>dropped, partial success</td></tr>
 * <tr><td>a resource, as encoded</td><td>{@value #MESSAGE_BYTES} bytes</td><td>400</td></tr>
 * <tr><td>messages within each other</td><td>100, as protobuf has it</td><td>400</td></tr>
 * <tr><td>a span</td><td>{@value #ATTRIBUTES} attributes</td><td>left out, counted in the span</td></tr>
 * <tr><td>a span</td><td>{@value #EVENTS} events</td><td>left out, counted in the span</td></tr>
 * <tr><td>a span</td><td>{@value #LINKS} links</td><td>left out, counted in the span</td></tr>
 * <tr><td>an event</td><td>{@value #EVENT_ATTRIBUTES} attributes</td><td>left out, counted in the span</td></tr>
 * <tr><td>a name, a key</td><td>{@value #NAME_CHARS} characters</td><td>cut, with an ellipsis</td></tr>
 * <tr><td>a value, a status message</td><td>{@value #VALUE_CHARS} characters</td><td>cut, with an ellipsis</td></tr>
 * </table>
 *
 * <p>Spans are taken out of a request one by one, so it takes little more memory than its bytes: two bytes can be a whole
 * empty span, and decoding a request at once could take a hundred times its size.
 */
public final class OtlpLimits {
    /** Bytes of a request, as it comes and decompressed. */
    public static final int REQUEST_BYTES = 4 << 20;

    /** Spans of a request. */
    public static final int REQUEST_SPANS = 4_096;

    /** Bytes of an encoded span, and of an encoded resource. */
    public static final int MESSAGE_BYTES = 256 << 10;

    /** Attributes of a span. */
    public static final int ATTRIBUTES = 64;

    /** Events of a span. */
    public static final int EVENTS = 64;

    /** Links of a span. */
    public static final int LINKS = 16;

    /** Attributes of an event. */
    public static final int EVENT_ATTRIBUTES = 16;

    /** Characters of names and keys. */
    public static final int NAME_CHARS = 200;

    /** Characters of a value. */
    public static final int VALUE_CHARS = 1_024;

    private OtlpLimits() {}
}
