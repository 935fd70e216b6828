package dev.skerry.origin.publish;

import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way to purge-service. */
@FunctionalInterface
public interface PurgeClient {
    /**
     * Asks for a purge. The future completes with its status once it is committed (null if the answer could not be
     * read), and exceptionally if it is not known to be; it does complete, within a time of the client's own.
     */
    CompletableFuture<@Nullable PurgeStatus> purge(SiteId site, PurgeRequest request, PurgeWish wish);
}
