package dev.skerry.origin.publish;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way to purge-service. */
public interface PurgeClient {
    /** purge-service knows no such site: it was removed, or its topic of sites has not been read that far. */
    final class UnknownSiteException extends Exception {
        private static final long serialVersionUID = 1L;

        /** With what purge-service said. */
        public UnknownSiteException(String message) {
            super(message);
        }
    }

    /**
     * Asks for a purge. The future completes with its status once it is committed (null if the answer could not be
     * read), and exceptionally if it is not known to be, with {@link UnknownSiteException} where that is why; it does complete, within a time of the client's own.
     */
    CompletableFuture<@Nullable PurgeStatus> purge(SiteId site, PurgeRequest request, @Nullable String traceparent);

    /**
     * Waits for a purge that is committed. The future completes with its status once it is complete, or when {@code
     * limit} has passed or purge-service lets nobody else wait; exceptionally if no status can be had.
     */
    CompletableFuture<PurgeStatus> follow(PurgeId id, TimeSpan limit);
}
