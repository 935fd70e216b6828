package dev.skerry.edge.request;

import dev.skerry.contract.Problem;
import dev.skerry.edge.origin.UpstreamFailure;

/** Why a PURGE got no answer of purge-service; told as problem details (RFC 9457). */
enum PurgeRefusal {
    /** The node knows no purge-service. */
    NOT_SET_UP(
            501,
            "purge-not-set-up",
            "PURGE is not set up",
            "Nothing was purged: this edge does not know purge-service. Set skerry.purge (SKERRY_PURGE) to its base URL, for"
                    + " example http://127.0.0.1:8082."),
    /** Hard or soft is the sender's choice, and a guess might throw away what was to stay. */
    UNKNOWN_MODE(
            400,
            "unknown-purge-mode",
            "Hard or soft?",
            "Nothing was purged: Fastly-Soft-Purge and Skerry-Soft-Purge are 1 for a soft purge; leave them out for a hard"
                    + " one."),
    /** As many as are let through wait for purge-service already. */
    BUSY(
            503,
            "too-many-purges",
            "Too many purges at a time",
            "Nothing was purged: " + PurgeForwarding.MAX_CALLS
                    + " calls of this edge wait for purge-service. Try again, or"
                    + " purge many URLs by one call of its API."),
    /** It has got nothing of the request. */
    UNREACHABLE(
            502,
            "purge-service-unreachable",
            "purge-service can't be reached",
            "Nothing was purged: purge-service can't be reached. Try again."),
    /** It may have got the request. */
    NO_ANSWER(
            504,
            "purge-service-silent",
            "No answer of purge-service",
            "purge-service gave no answer in time, and may have committed the purge. Try again: to purge twice does no harm.");

    private final int status;
    private final String text;
    private final String title;
    private final String detail;

    PurgeRefusal(int status, String text, String title, String detail) {
        this.status = status;
        this.text = text;
        this.title = title;
        this.detail = detail;
    }

    static PurgeRefusal of(UpstreamFailure failure) {
        return switch (failure) {
            case CONNECT, NO_ROUTE -> UNREACHABLE;
            case OVERLOADED -> BUSY;
            case TIMEOUT, CLOSED, PROTOCOL -> NO_ANSWER;
        };
    }

    Problem problem() {
        return Problem.of(text, title, status, detail);
    }

    /** A token for {@code Cache-Status} detail: the problem's name. */
    String text() {
        return text;
    }
}
