package dev.skerry.edge.policy;

/**
 * What caching needs to know of a request.
 *
 * @param method as received, case-sensitive (RFC 9110 §9.1)
 * @param host that was asked for: lower case, without port
 * @param target origin-form, normalised: path and query
 * @param fields of the header section
 */
public record RequestHead(String method, String host, String target, Fields fields) {
    /** The same request with other fields. */
    public RequestHead withFields(Fields other) {
        return new RequestHead(method, host, target, other);
    }

    /** GET or HEAD: what a stored response can answer. */
    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
