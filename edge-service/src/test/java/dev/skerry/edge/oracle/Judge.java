package dev.skerry.edge.oracle;

import dev.skerry.edge.oracle.Outcome.Answer;
import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a correct cache may answer, and compares; {@link Questions} says what it may ask, and {@link Settling} what follows
 * from an answer.
 */
final class Judge {
    /** RFC 5861 §4. */
    static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

    private final Tally tally;

    Judge(Tally tally) {
        this.tally = tally;
    }

    static List<String> keys(Fields fields) {
        return List.of(String.join(" ", fields.all("surrogate-key")).split(" "));
    }

    /** The client was answered before any upstream was. */
    void answeredAtOnce(Client client, Slot slot, Seen seen, long now, int asked, boolean refreshing) {
        Directives asks = Reusing.asks(client.fields());
        Kept selected = slot.select(client.fields());
        Reusing expected = selected == null ? Reusing.NO : Reusing.of(client.fields(), selected, now);
        if (seen.status() == 504 && !seen.hit() && asks.has("only-if-cached")) {
            if (expected != Reusing.NO && !slot.vague) {
                throw new Difference("504 though " + selected + " may be used: " + expected);
            }
            tally.count("504 only-if-cached");
            return;
        }
        Kept used = cached(client, slot, seen, now);
        Reusing reusing = Reusing.of(client.fields(), used, now);
        tally.count(seen.status() >= 300 || seen.status() == 206 ? "hit " + seen.status() : "hit");
        tally.count("served " + reusing);
        boolean refresh = reusing == Reusing.WHILE_REVALIDATE;
        if (asked > (refresh || slot.vague ? 1 : 0)) {
            throw new Difference("served from cache, and " + asked + " upstream requests: " + reusing);
        }
        boolean must = Switches.REFRESH_PER_VARIANT || now >= slot.eachUntil;
        if (refresh && asked == 0 && !refreshing && !slot.vague && must) {
            throw new Difference("served stale, and nobody refreshes it");
        }
    }

    /** The response that an answer from cache is made of. */
    private Kept cached(Client client, Slot slot, Seen seen, long now) {
        if (!seen.hit()) {
            throw new Difference("answered without asking, and not from cache: " + seen);
        }
        StringBuilder all = new StringBuilder();
        for (Kept kept : slot.kept) {
            if (!Variants.match(kept, client.fields())) {
                continue;
            }
            Reply reply = Reply.of(client.method(), client.fields(), kept);
            Reusing reusing = Reusing.of(client.fields(), kept, now);
            if (reusing != Reusing.NO && seen.is(reply, kept) && seen.sharable(kept, now) && !seen.keys()) {
                return kept;
            }
            all.append("\n    ")
                    .append(reusing)
                    .append(" age ")
                    .append(kept.age(now) / 1000.0)
                    .append(" ");
            all.append(reply).append(" of ").append(kept);
            if (!slot.vague) {
                break;
            }
        }
        throw new Difference("the edge served " + seen + "\n  and may only serve:" + all);
    }

    /** The client was not answered at once. */
    void notAnswered(Client client, Slot slot, @Nullable Kept selected, long now) {
        if (Reusing.asks(client.fields()).has("only-if-cached")) {
            throw new Difference("only-if-cached, and the client waits");
        }
        if (selected != null && !slot.vague && Reusing.of(client.fields(), selected, now) != Reusing.NO) {
            throw new Difference("not served, though it may be reused: " + selected + " "
                    + Reusing.of(client.fields(), selected, now));
        }
    }

    /** What may follow when no response came. */
    Outcome failed(Asking asking, Slot slot, int error, long now) {
        List<Answer> replies = new ArrayList<>();
        boolean must = stale(asking, slot, replies, now);
        if (!must) {
            replies.add(new Answer(new Reply(error, "", null), null, false));
        }
        return new Outcome(null, replies, false, false, Storing.NEVER, error, false, false);
    }

    /** Adds the stale response that may answer in the place of an error; true if nothing else may. */
    private static boolean stale(Asking asking, Slot slot, List<Answer> replies, long now) {
        Client client = asking.leader;
        Directives asks = Reusing.asks(client.fields());
        boolean plain = !asks.has("no-cache") && !asks.has("max-age") && !asks.has("min-fresh");
        boolean must = false;
        Kept old = asking.old;
        boolean gone = asking.purged || (asking.invalidated && Switches.INVALIDATED_IS_GONE);
        if (old != null && !gone && !slot.kept.contains(old) && Reusing.ifError(client.fields(), old, now)) {
            replies.add(new Answer(Reply.of(client.method(), client.fields(), old), old, true));
        }
        for (Kept kept : slot.kept) {
            if (!Variants.match(kept, client.fields())) {
                continue;
            }
            if (Reusing.ifError(client.fields(), kept, now)) {
                replies.add(new Answer(Reply.of(client.method(), client.fields(), kept), kept, true));
                must = !slot.vague && plain && !asking.passed && !asking.again && kept.equals(asking.old);
            }
            if (!slot.vague) {
                break;
            }
        }
        return must;
    }

    /** What may follow when a response came. */
    Outcome answered(Asking asking, Slot slot, Kept response, Fields all, Map<String, Long> keyPurges, long now) {
        Client client = asking.leader;
        List<Answer> replies = new ArrayList<>();
        if (asking.method.equals("HEAD") && !asking.passed && response.status() != 304) {
            return head(asking, slot, response, all, keyPurges, now);
        }
        if (asking.passed) {
            replies.add(new Answer(Reply.asIs(client.method(), response), response, false));
            replies.add(new Answer(Reply.of(client.method(), client.fields(), response), response, false));
            Storing direct = asking.method.equals("GET") && client.reads()
                    ? spoiled(asking, response, keyPurges)
                            ? Storing.NEVER
                            : Storing.of(client.fields(), response, all, now)
                    : Storing.NEVER;
            if (asking.old != null) {
                replies.add(new Answer(Reply.of(client.method(), client.fields(), response), response, false));
            }
            if (response.status() == 304 && asking.old != null) {
                // The client's own condition may be the very one that validates what is stored.
                Kept merged = asking.old.freshened(client.fields(), all, asking.at, now, asking.born);
                replies.add(new Answer(Reply.of(client.method(), client.fields(), merged), merged, true));
                slot.vague = true;
                boolean never = spoiled(asking, merged, keyPurges) || purgedByKey(asking, asking.old, keyPurges);
                Storing storing =
                        Storing.of(client.fields(), merged, all, now) == Storing.NEVER ? Storing.NEVER : Storing.MAY;
                return new Outcome(merged, replies, true, false, storing, 0, never, false);
            }
            if (ERRORS.contains(response.status())) {
                stale(asking, slot, replies, now);
            }
            return new Outcome(
                    response,
                    replies,
                    asking.old != null || response.status() == 304,
                    false,
                    direct == Storing.SHOULD ? Storing.MAY : direct,
                    0,
                    spoiled(asking, response, keyPurges),
                    false);
        }
        Kept old = asking.old;
        if (response.status() == 304 && old != null) {
            String etag = response.etag();
            // What a purge overtook is the leader's all the same, as a 200 would be: its request came before the purge.
            boolean other = etag == null ? !asking.choices.isEmpty() : !etag.equals(old.etag());
            boolean gone = asking.purged || purgedByKey(asking, old, keyPurges);
            if (other) {
                return new Outcome(null, replies, true, true, Storing.NEVER, 0, false, false);
            }
            Kept merged = old.freshened(client.fields(), all, asking.at, now, asking.born);
            replies.add(new Answer(Reply.of(client.method(), client.fields(), merged), merged, true));
            Fields forStoring =
                    Switches.FRESHENED_BY_AUTHORIZED ? client.fields().without("authorization") : client.fields();
            slot.vague |= !Variants.names(merged.fields()).equals(Variants.names(old.fields()));
            boolean never = spoiled(asking, merged, keyPurges);
            Storing storing = never ? Storing.NEVER : Storing.of(forStoring, merged, all, now);
            return new Outcome(
                    merged,
                    replies,
                    never || gone || slot.vague || asking.again,
                    false,
                    storing,
                    0,
                    never || gone,
                    Storing.of(forStoring, merged, all, now) != Storing.NEVER && !asking.purged && !gone);
        }
        Storing storing =
                spoiled(asking, response, keyPurges) ? Storing.NEVER : Storing.of(client.fields(), response, all, now);
        boolean instead = ERRORS.contains(response.status()) && stale(asking, slot, replies, now);
        instead &= Switches.STALE_FOR_STORABLE_ERROR || storing == Storing.NEVER;
        if (!instead) {
            replies.add(new Answer(Reply.of(client.method(), client.fields(), response), response, false));
            if (storing != Storing.SHOULD) {
                replies.add(new Answer(Reply.asIs(client.method(), response), response, false));
            }
        }
        boolean again = storing != Storing.SHOULD
                && (client.hasConditions() || client.method().equals("HEAD"));
        return new Outcome(
                response,
                replies,
                again,
                false,
                instead ? Storing.MAY : storing,
                0,
                spoiled(asking, response, keyPurges),
                Storing.of(client.fields(), response, all, now) != Storing.NEVER
                        && !asking.purged
                        && !purgedByKey(asking, response, keyPurges));
    }

    /** RFC 9111 §4.3.5, and decision 14: what a HEAD says of what is stored. */
    private Outcome head(Asking asking, Slot slot, Kept response, Fields all, Map<String, Long> keyPurges, long now) {
        Client client = asking.leader;
        Kept old = asking.old;
        List<Answer> replies = new ArrayList<>();
        boolean agrees = old != null
                && old.status() == 200
                && response.status() == 200
                && (response.etag() == null || response.etag().equals(old.etag()))
                && (response.lastModified() == null || response.lastModified().equals(old.lastModified()))
                && Integer.toString(old.body().length()).equals(all.first("content-length"));
        if (agrees && response.hasValidator() && old != null) {
            tally.count("HEAD freshens");
            // A cookie that comes with it is its asker's and not stored.
            Fields taken = all.without("set-cookie");
            Kept merged = old.freshened(client.fields(), taken, asking.at, now, asking.born);
            boolean never = spoiled(asking, merged, keyPurges);
            replies.add(new Answer(Reply.of("HEAD", client.fields(), merged), merged, true));
            slot.vague |= !Variants.names(merged.fields()).equals(Variants.names(old.fields()));
            Storing storing = never ? Storing.NEVER : Storing.of(client.fields(), merged, taken, now);
            return new Outcome(merged, replies, never, false, storing, 0, never, false);
        }
        if (response.status() == 200 && !agrees) {
            tally.count("HEAD drops");
            slot.clear();
        }
        boolean instead = ERRORS.contains(response.status()) && stale(asking, slot, replies, now);
        if (!instead) {
            replies.add(new Answer(Reply.asIs("HEAD", response), response, false));
        }
        return new Outcome(null, replies, client.hasConditions(), false, Storing.NEVER, 0, false, false);
    }

    private static boolean spoiled(Asking asking, Kept response, Map<String, Long> keyPurges) {
        return asking.purged || asking.invalidated || purgedByKey(asking, response, keyPurges);
    }

    private static boolean purgedByKey(Asking asking, Kept response, Map<String, Long> keyPurges) {
        return keys(response.fields()).stream().anyMatch(key -> keyPurges.getOrDefault(key, -1L) > asking.born);
    }

    /** Someone who waited for another's fetch was answered. */
    void waiterAnswered(Client client, Slot slot, Asking asking, Outcome outcome, Seen seen, long now) {
        if (outcome.error() != 0) {
            boolean stale = slot.kept.stream()
                    .anyMatch(kept -> Variants.match(kept, client.fields())
                            && Reusing.ifError(client.fields(), kept, now)
                            && seen.is(Reply.of(client.method(), client.fields(), kept), kept));
            if (seen.status() != outcome.error() && !stale) {
                throw new Difference("a waiter got " + seen + " when upstream failed");
            }
            tally.count("collapsed on a failure");
            return;
        }
        if (Reusing.asks(client.fields()).has("no-cache") && asking.born < client.born()) {
            throw new Difference("no-cache, and yet got what was asked for before: " + seen);
        }
        List<Kept> candidates = new ArrayList<>(slot.kept);
        Kept late = outcome.response();
        if (late != null && outcome.shareable() && asking.invalidated && client.born() < asking.invalidatedAt) {
            // It asked before the unsafe request did, so that what was asked for before is new enough.
            candidates.add(late);
        }
        for (Kept kept : candidates) {
            boolean may = Reusing.of(client.fields(), kept, now) != Reusing.NO
                    || (ERRORS.contains(response(outcome)) && Reusing.ifError(client.fields(), kept, now));
            if (may
                    && Variants.match(kept, client.fields())
                    && seen.is(Reply.of(client.method(), client.fields(), kept), kept)
                    && seen.sharable(kept, now)
                    && !seen.keys()) {
                tally.count("collapsed");
                return;
            }
        }
        throw new Difference("a waiter got " + seen + "\n  and may only get one of " + candidates);
    }

    private static int response(Outcome outcome) {
        return outcome.response() == null ? 0 : outcome.response().status();
    }

    /** The answer to a method that caches pass on. */
    void passedOn(Outcome outcome, @Nullable Seen seen, Storing storing) {
        if (seen == null
                || outcome.replies().stream()
                        .noneMatch(answer -> seen.status() == answer.reply().status())) {
            throw new Difference("passed on, and got " + seen + " instead of " + outcome);
        }
        if (seen.stored() ? storing == Storing.NEVER : storing == Storing.SHOULD) {
            throw new Difference("the answer to another method, " + storing + " to be stored: " + seen);
        }
        tally.count("passed method");
    }
}
