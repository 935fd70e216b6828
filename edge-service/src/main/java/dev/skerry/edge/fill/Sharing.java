package dev.skerry.edge.fill;

import dev.skerry.edge.policy.StoreRefusal;

/** What the last response of a key has taught about waiting for the next one. */
public sealed interface Sharing {
    /** Nothing speaks against it: whoever asks may get what another one's fetch brings. */
    record Shared() implements Sharing {}

    /** It is stored, but every request has to ask the origin itself (no-cache, or no lifetime). */
    record ValidatedByEach() implements Sharing {}

    /** It is not stored, because of what the response is: requests go on as they are (hit-for-miss). */
    record NotStored(StoreRefusal reason) implements Sharing {}
}
