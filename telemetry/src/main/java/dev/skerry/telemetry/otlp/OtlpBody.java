package dev.skerry.telemetry.otlp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What a request says of its body, checked before any of it is read. */
public enum OtlpBody {
    /** As it is. */
    PLAIN,
    /** To be decompressed. */
    GZIP;

    /** The media type of requests and answers. */
    public static final String MEDIA_TYPE = "application/x-protobuf";

    /**
     * Checks the fields of a request.
     *
     * @param contentType parameters are passed over
     * @param contentEncoding of RFC 9110 section 8.4; null, {@code identity} or {@code gzip}
     * @throws OtlpException for any other
     */
    public static OtlpBody of(@Nullable String contentType, @Nullable String contentEncoding) throws OtlpException {
        String mediaType = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        if (!mediaType.equalsIgnoreCase(MEDIA_TYPE)) {
            throw new OtlpException(
                    OtlpRefusal.MEDIA_TYPE,
                    "Spans are taken as " + MEDIA_TYPE + " only: let the exporter use http/protobuf.");
        }
        return switch (contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> PLAIN;
            case "gzip" -> GZIP;
            default ->
                throw new OtlpException(
                        OtlpRefusal.CONTENT_CODING, "The body may be compressed by gzip, and by nothing else.");
        };
    }

    /**
     * The body as protobuf. A body that would grow beyond {@link OtlpLimits#REQUEST_BYTES} is given up there.
     *
     * @throws OtlpException if it would, or if it is not gzip although it should be
     */
    byte[] decode(byte[] body) throws OtlpException {
        return switch (this) {
            case PLAIN -> body;
            case GZIP -> decompressed(body);
        };
    }

    private static byte[] decompressed(byte[] body) throws OtlpException {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] bytes = plain.readNBytes(OtlpLimits.REQUEST_BYTES + 1);
            if (bytes.length > OtlpLimits.REQUEST_BYTES) {
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw new OtlpException(
                    OtlpRefusal.BAD_GZIP, "The body is not gzip, although Content-Encoding says so.", e);
        }
    }

    /** The refusal of a body beyond {@link OtlpLimits#REQUEST_BYTES}. */
    public static OtlpException tooLarge() {
        return new OtlpException(
                OtlpRefusal.TOO_LARGE,
                "A request has " + OtlpLimits.REQUEST_BYTES + " bytes at most, also once it is decompressed: "
                        + "let the exporter send smaller batches.");
    }
}
