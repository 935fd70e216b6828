package dev.skerry.edge.policy;

import org.jspecify.annotations.Nullable;

/**
 * What caching needs to know of a response.
 *
 * @param status code, 100 to 999
 * @param fields of the header section
 */
public record ResponseHead(int status, Fields fields) {
    /** The same response with other fields. */
    public ResponseHead withFields(Fields other) {
        return new ResponseHead(status, other);
    }

    /** The value of {@code Content-Length}, at most {@link Long#MAX_VALUE}; -1 if there is none or it is no number. */
    public long declaredLength() {
        @Nullable String declared = fields.first("content-length");
        return declared == null ? -1 : Syntax.number(declared);
    }

    /** Whether it has something to revalidate it by (RFC 9111 §4.3.1). */
    public boolean hasValidator() {
        return fields.contains("etag") || fields.contains("last-modified");
    }
}
