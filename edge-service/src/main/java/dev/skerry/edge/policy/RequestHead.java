package dev.skerry.edge.policy;

import java.util.stream.Stream;

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

    /** The same request with another method. */
    public RequestHead withMethod(String other) {
        return method.equals(other) ? this : new RequestHead(other, host, target, fields);
    }

    /**
     * Whether it asks for less than the whole, for a part or only under conditions, and that was not asked upstream.
     *
     * @param sent the fields that went upstream in place of its own
     */
    public boolean asksForLess(Fields sent) {
        Stream<String> range = method.equals("GET") ? Stream.of("range", "if-range") : Stream.of();
        return Stream.concat(range, Preconditions.FIELDS.stream().filter(name -> !name.equals("if-range")))
                .anyMatch(name -> fields.contains(name) && !fields.all(name).equals(sent.all(name)));
    }

    /** GET or HEAD: what a stored response can answer. */
    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
