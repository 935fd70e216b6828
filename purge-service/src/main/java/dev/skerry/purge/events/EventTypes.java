package dev.skerry.purge.events;

import java.net.URI;

/** The words of our CloudEvents, which clients compare. */
public final class EventTypes {
    /** Somebody asks for a purge; subject is the site, data a {@link dev.skerry.contract.PurgeRequest}. */
    public static final String REQUESTED = "dev.skerry.purge.requested";

    /** The purge stands in the log; data is a {@link dev.skerry.contract.PurgeStatus}. */
    public static final String COMMITTED = "dev.skerry.purge.committed";

    /** Every node has applied the purge, is fenced, or has left; data is a {@link dev.skerry.contract.PurgeStatus}. */
    public static final String COMPLETED = "dev.skerry.purge.completed";

    /** There will be no purge; data is a {@link dev.skerry.contract.Problem}. */
    public static final String REJECTED = "dev.skerry.purge.rejected";

    /** Source of all results. */
    public static final URI SOURCE = URI.create("/skerry/purge-service");

    /** Extension of results: the id of the event that asked. */
    public static final String REQUEST_ID = "requestid";

    /** Extension of results: the source of the event that asked. */
    public static final String REQUEST_SOURCE = "requestsource";

    private EventTypes() {}
}
