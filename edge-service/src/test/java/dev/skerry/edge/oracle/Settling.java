package dev.skerry.edge.oracle;

import dev.skerry.edge.oracle.Outcome.Answer;
import dev.skerry.edge.policy.Fields;
import org.jspecify.annotations.Nullable;

/** Compares what the leader of a fetch got with what it may get, and brings the model up to date. */
final class Settling {
    /** How long the edge may remember that answers for a URL are not stored. */
    private static final long PASSES = 10_000;

    private final Tally tally;

    Settling(Tally tally) {
        this.tally = tally;
    }

    /** The leader of a fetch has got its answer, or asks again. Brings the model up to date. */
    void settled(Asking asking, Slot slot, Outcome outcome, @Nullable Seen seen, boolean again, long now) {
        boolean matched = false;
        boolean cached = false;
        if (seen != null) {
            for (Answer answer : outcome.replies()) {
                boolean is = answer.of() == null
                        ? seen.status() == answer.reply().status()
                        : seen.is(answer.reply(), answer.of()) && (!answer.cached() || seen.ageIs(answer.of(), now));
                cached |= is && answer.cached();
                matched |= is && !seen.keys();
            }
            if (!matched || outcome.mustAskAgain()) {
                throw new Difference("the leader got " + seen + "\n  and may only get " + outcome);
            }
        } else if (!asking.background) {
            if (!again || !outcome.mayAskAgain()) {
                throw new Difference("the leader got nothing" + (again ? " but asks again" : "") + ": " + outcome);
            }
            tally.count("asked once more");
        }
        Kept response = outcome.response();
        if (response == null) {
            tally.count(outcome.mustAskAgain() ? "304 refused" : cached ? "stale if error" : "failed");
            return;
        }
        if (seen != null) {
            tally.count((cached ? "validated or stale " : "fetched ") + seen.status());
        }
        if (again) {
            slot.passUntil = now + PASSES;
            slot.vague |= !slot.kept.isEmpty();
            return;
        }
        if (cached && Judge.ERRORS.contains(response.status()) && !cachedReply(outcome)) {
            tally.count("stale if error");
            return;
        }
        store(asking, slot, outcome, response, seen, now);
    }

    private void store(Asking asking, Slot slot, Outcome outcome, Kept response, @Nullable Seen seen, long now) {
        boolean window = asking.at < slot.passUntil;
        if (asking.purged || asking.invalidated || outcome.spoiled()) {
            // Cache-Status may say stored: it is not known yet. That it isn't used is what counts.
            tally.count("came too late to be stored");
            slot.passUntil = now + PASSES;
            slot.vague |= !slot.kept.isEmpty();
            return;
        }
        boolean freshened = cachedReply(outcome);
        if (freshened && outcome.storing() == Storing.NEVER && !Switches.TRUTHFUL_AFTER_304) {
            tally.count("304 whose fields forbid storing");
            slot.vague = true;
            return;
        }
        if (seen != null && seen.stored() && outcome.storing() == Storing.NEVER) {
            throw new Difference("stored, though it must not be: " + outcome);
        }
        if (seen != null
                && !seen.stored()
                && outcome.storing() == Storing.SHOULD
                && !window
                && !slot.vague
                && !asking.leader.method().equals("HEAD")) {
            throw new Difference("not stored, though it may be: " + outcome + "\n  " + seen);
        }
        boolean stored = seen != null ? seen.stored() : outcome.storing() != Storing.NEVER;
        tally.count(stored ? "stored" : "not stored");
        if (!stored) {
            slot.passUntil = now + PASSES;
            slot.vague |= !slot.kept.isEmpty();
            return;
        }
        if (seen == null && (outcome.storing() == Storing.MAY || window)) {
            slot.vague = true;
            slot.passUntil = now + PASSES;
        }
        if (Reusing.of(Fields.EMPTY, response, now) == Reusing.NO) {
            slot.eachUntil = now + PASSES;
        }
        slot.put(response);
    }

    /** Whether the response is a stored one that a 304 has confirmed. */
    private static boolean cachedReply(Outcome outcome) {
        return outcome.replies().stream()
                .anyMatch(answer -> answer.cached()
                        && outcome.response() != null
                        && outcome.response().equals(answer.of()));
    }
}
