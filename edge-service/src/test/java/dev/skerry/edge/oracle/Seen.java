package dev.skerry.edge.oracle;

import dev.skerry.edge.request.BenchedEdge;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client got.
 *
 * @param body null if it is still arriving
 * @param promised where it is, what it may turn out to be
 */
record Seen(
        int status,
        @Nullable String body,
        Set<String> promised,
        @Nullable String contentRange,
        @Nullable String id,
        @Nullable String age,
        String cacheStatus,
        boolean cookie,
        boolean secret,
        boolean keys) {
    static Seen of(BenchedEdge edge, int user) {
        return new Seen(
                edge.status(user),
                edge.arrives(user) ? null : edge.text(user),
                new HashSet<>(),
                edge.field(user, "content-range"),
                edge.field(user, "x-id"),
                edge.field(user, "age"),
                Objects.requireNonNullElse(edge.field(user, "cache-status"), ""),
                edge.field(user, "set-cookie") != null,
                edge.field(user, "x-secret") != null,
                edge.field(user, "surrogate-key") != null || edge.field(user, "skerry-cache-control") != null);
    }

    boolean hit() {
        return cacheStatus.contains("; hit");
    }

    boolean stored() {
        return cacheStatus.contains("; stored");
    }

    /** Whether it is that reply made of that response. */
    boolean is(Reply reply, Kept kept) {
        if (status != reply.status()) {
            return false;
        }
        return switch (status) {
            case 304, 412 -> true;
            case 416 -> Objects.equals(contentRange, reply.contentRange());
            default ->
                Objects.equals(contentRange, reply.contentRange())
                        && Objects.equals(id, kept.fields().first("x-id"))
                        && hasBody(reply.body());
        };
    }

    private boolean hasBody(String expected) {
        return body == null ? promised.add(expected) || promised.contains(expected) : body.equals(expected);
    }

    /** Whether a cache may have said it: the age is right, and nothing is in it that is for one client alone. */
    boolean sharable(Kept kept, long now) {
        return !cookie && (!secret || kept.fields().contains("x-secret")) && ageIs(kept, now);
    }

    /** Whether Age is right, where there must be one. */
    boolean ageIs(Kept kept, long now) {
        boolean head = status == 304 || status == 412 || status == 416;
        return head || Long.toString(kept.age(now) / 1000).equals(age);
    }
}
