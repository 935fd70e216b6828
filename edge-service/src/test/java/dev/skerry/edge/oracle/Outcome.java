package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that may follow an answer of the origin.
 *
 * @param after what is held then
 * @param replies what the leader may get
 * @param again whether the leader's request may, or must, go upstream once more instead
 * @param stored what Cache-Status must tell the leader (RFC 9211 §2.5); null if it may tell either
 * @param shared what those may use who have waited, beside what is stored then; null for nothing
 * @param status that the upstream answered with, or that its failure is answered with
 */
record Outcome(
        State after,
        List<Answer> replies,
        Again again,
        @Nullable Boolean stored,
        @Nullable Kept shared,
        int status) {
    /** How the leader's request may go on. */
    enum Again {
        /** It is answered. */
        NO,
        /** It may go on as the client sent it: only now it is known that the answer is nothing for the cache. */
        MAY_PASS,
        /** It must be asked without conditions: what came says nothing (RFC 9111 §4.3.4, §3.4). */
        MUST_ASK_WHOLE
    }

    /**
     * What the leader may get.
     *
     * @param of the response that it is made of; null for an error of the cache's own
     * @param cached if a cache has made it of what it held, so that there must be an age
     * @param cookie if the origin has set one with it, for this client alone
     */
    record Answer(Reply reply, @Nullable Kept of, boolean cached, boolean cookie) {
        /** The same with what the origin has sent for this client alone among {@code fields}. */
        Answer with(Fields fields) {
            return new Answer(reply, of, cached, fields.contains("set-cookie"));
        }

        boolean is(Seen seen, long now) {
            return of == null
                    ? seen.status() == reply.status()
                    : seen.is(reply, of)
                            && (!cached || seen.ageIs(of, now))
                            && !seen.keys()
                            && (seen.cookie() == cookie || (cookie && isSmall(seen.status())));
        }
    }

    /** Whether an answer of this status, where the cache makes it, has few fields (RFC 9110 §15.4.5). */
    private static boolean isSmall(int status) {
        return status == 304 || status == 412 || status == 416;
    }

    static Answer made(Client client, Kept kept) {
        return new Answer(Reply.of(client, kept), kept, true, false);
    }

    static Answer fetched(Client client, Kept kept) {
        return new Answer(Reply.of(client, kept), kept, false, false);
    }

    static Answer asItCame(Client client, Kept kept) {
        return new Answer(Reply.asIs(client.method(), kept), kept, false, false);
    }

    static Answer error(int status) {
        return new Answer(new Reply(status, "", null), null, false, false);
    }

    /** Whether the client asks for less than all of it by what was not sent upstream as it asked it. */
    static boolean asksForLess(Client client, Fields sent) {
        return Reply.CONDITIONAL.stream()
                .filter(name -> client.method().equals("GET") || !(name.equals("range") || name.equals("if-range")))
                .anyMatch(name -> client.fields().contains(name)
                        && !client.fields().all(name).equals(sent.all(name)));
    }
}
