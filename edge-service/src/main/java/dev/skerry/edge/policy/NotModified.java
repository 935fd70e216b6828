package dev.skerry.edge.policy;

import java.util.HashSet;
import java.util.Set;

/** The 304 that tells a client that its own copy is as good as ours (RFC 9110 §15.4.5). */
public final class NotModified {
    /**
     * Metadata of the representation, which a 304 does not carry, and cookies, which are not for whoever asks later.
     */
    private static final Set<String> LEFT_OUT = Set.of(
            "accept-ranges",
            "content-digest",
            "content-encoding",
            "content-language",
            "content-length",
            "content-md5",
            "content-range",
            "content-type",
            "digest",
            "repr-digest",
            "set-cookie");

    private NotModified() {}

    /**
     * The head of the 304 for {@code stored}: every field but metadata of the representation; so {@code ETag}, {@code
     * Date}, {@code Vary}, {@code Cache-Control} and its targeted forms, {@code Expires}, {@code Content-Location} and
     * surrogate keys reach the caches behind us. {@code Last-Modified} only where there is no {@code ETag} to go by.
     */
    public static ResponseHead headOf(ResponseHead stored) {
        Set<String> leftOut = new HashSet<>(LEFT_OUT);
        leftOut.addAll(HopByHop.names(stored.fields()));
        if (stored.fields().contains("etag")) {
            leftOut.add("last-modified");
        }
        return new ResponseHead(304, stored.fields().without(leftOut));
    }
}
