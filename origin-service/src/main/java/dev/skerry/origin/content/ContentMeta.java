package dev.skerry.origin.content;

import dev.skerry.contract.SurrogateKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file of content besides its bytes; stored in the same file, and so never out of step with them.
 *
 * @param path where it is within its site
 * @param etag strong, quoted: the first half of the SHA-256 of the bytes, in hexadecimal
 * @param size of the bytes
 * @param publishedAt whole seconds, as {@code Last-Modified} has it
 * @param headers sent with it
 */
public record ContentMeta(String path, String etag, long size, Instant publishedAt, Headers headers) {
    /** Stands for content that is there and cannot be read: no entity tag of a request is equal to its own. */
    static ContentMeta damaged(ContentPath path) {
        return new ContentMeta(path.value(), "", 0, Instant.EPOCH, new Headers("", List.of(), null));
    }

    /**
     * The fields that a publisher chooses.
     *
     * @param contentType media type
     * @param surrogateKeys by which it can be purged
     * @param cacheControl instead of the default, for browsers and edges alike; null for the default
     */
    public record Headers(
            String contentType,
            List<SurrogateKey> surrogateKeys,
            @Nullable String cacheControl) {
        /** Copies the list. */
        public Headers {
            surrogateKeys = List.copyOf(surrogateKeys);
        }
    }
}
