package dev.skerry.chaos;

/** What a user got. */
sealed interface Answer {
    /** Fresh, from a cache. */
    record Hit() implements Answer {}

    /** From a cache, past its freshness. */
    record StaleHit() implements Answer {}

    /** 200 from upstream. */
    record Upstream() implements Answer {}

    /** Another status. */
    record Status(int code) implements Answer {}

    /** Nobody took the connection. */
    record Refused() implements Answer {}

    /** Nothing, or not all of it, for a reason in one word. */
    record Missing(String reason) implements Answer {}

    /** Of a 200, by its {@code Cache-Status} (RFC 9211). */
    static Answer of(String cacheStatus) {
        if (!cacheStatus.contains("; hit")) {
            return new Upstream();
        }
        return cacheStatus.contains("; ttl=-") ? new StaleHit() : new Hit();
    }

    /** For people. */
    default String text() {
        return switch (this) {
            case Hit _ -> "hit";
            case StaleHit _ -> "stale hit";
            case Upstream _ -> "200 from upstream";
            case Status status -> "status " + status.code;
            case Refused _ -> "refused connection";
            case Missing missing -> "no answer: " + missing.reason;
        };
    }

    /** Whether a cache had it. */
    default boolean isFromCache() {
        return switch (this) {
            case Hit _, StaleHit _ -> true;
            case Upstream _, Status _, Refused _, Missing _ -> false;
        };
    }
}
