package dev.skerry.edge.policy;

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

    /** Whether it has something to revalidate it by (RFC 9111 §4.3.1). */
    public boolean hasValidator() {
        return fields.contains("etag") || fields.contains("last-modified");
    }
}
