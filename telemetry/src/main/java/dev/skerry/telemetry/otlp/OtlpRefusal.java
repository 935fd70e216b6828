package dev.skerry.telemetry.otlp;

/** Why a whole request is refused, and the HTTP status that says so. */
public enum OtlpRefusal {
    /** Its media type is not that of protobuf. */
    MEDIA_TYPE(415),
    /** It is coded in another way than gzip. */
    CONTENT_CODING(415),
    /** It takes more bytes than a request may, as it comes or decompressed. */
    TOO_LARGE(413),
    /** It has not come within its time. */
    TOO_SLOW(408),
    /** It is not gzip although it says so. */
    BAD_GZIP(400),
    /** It is not an ExportTraceServiceRequest. */
    BAD_PROTOBUF(400),
    /** Others are being taken apart. Senders try again, as OTLP has it. */
    BUSY(503);

    private final int status;

    OtlpRefusal(int status) {
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
