package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.policy.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Tells the PoPs of our fleet from users, by the fleet secret. */
public final class Peers {
    private final byte @Nullable [] secret;

    /** Knows the secret; null or empty if this node serves no peers. */
    public Peers(@Nullable String fleetSecret) {
        this.secret =
                fleetSecret == null || fleetSecret.isEmpty() ? null : fleetSecret.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Who asks. */
    public sealed interface Asker {
        /** Anybody. */
        record User() implements Asker {}

        /** A PoP of the fleet that has applied everything below {@code fence}. */
        record Child(Fence fence) implements Asker {}

        /** Somebody who knows the secret and sent no readable fence: gets nothing from the cache. */
        record BrokenChild() implements Asker {}
    }

    /** Tells who asks. The comparison takes the same time wherever two secrets of a length differ. */
    public Asker identify(Fields request) {
        @Nullable String given = request.first(SkerryHeaders.PEER);
        if (given == null
                || secret == null
                || !MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.ISO_8859_1))) {
            return new Asker.User();
        }
        @Nullable String fence = request.first(SkerryHeaders.FENCE);
        try {
            return fence == null ? new Asker.BrokenChild() : new Asker.Child(Fence.parse(fence));
        } catch (IllegalArgumentException malformed) {
            return new Asker.BrokenChild();
        }
    }
}
