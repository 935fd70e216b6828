package dev.skerry.contract;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The target of a request as it was sent (RFC 9112 §3.2), which need not be a URI. */
public final class RequestTarget {
    private RequestTarget() {}

    /**
     * What keeps {@code target} from being a URI reference (RFC 3986 §4.1), and what would be right, in words for the
     * client; null if it is one.
     */
    public static @Nullable String flaw(String target) {
        try {
            var _ = new URI(target);
            return null;
        } catch (URISyntaxException e) {
            return "the request target is no URI (RFC 3986), " + e.getReason() + " at index " + e.getIndex()
                    + ": percent-encode what may not stand there, such as % as %25 and \\ as %5C";
        }
    }
}
