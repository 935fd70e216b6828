package dev.skerry.purge.api;

import dev.skerry.contract.token.BearerChallenge;
import dev.skerry.contract.token.TokenRefusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request is refused: the answer is the problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemKind kind;
    private final String detail;
    private final @Nullable TokenRefusal token;
    private final @Nullable Duration retryAfter;

    /** Refuses for a reason that {@code detail} tells: what was wrong, and what would be right. */
    public ProblemException(ProblemKind kind, String detail) {
        super(detail);
        this.kind = kind;
        this.detail = detail;
        this.token = null;
        this.retryAfter = null;
    }

    /** Refuses a request whose token proves nothing: 401. */
    ProblemException(TokenRefusal token) {
        super(token.detail());
        this.kind = ProblemKind.UNAUTHORIZED;
        this.detail = token.detail();
        this.token = token;
        this.retryAfter = null;
    }

    /** Refuses because of {@code cause}. */
    public ProblemException(ProblemKind kind, String detail, Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.detail = detail;
        this.token = null;
        this.retryAfter = null;
    }

    /** Refuses what would be taken after {@code retryAfter}. */
    public ProblemException(ProblemKind kind, String detail, Duration retryAfter) {
        super(detail);
        this.kind = kind;
        this.detail = detail;
        this.token = null;
        this.retryAfter = retryAfter;
    }

    /** What kind of refusal. */
    public ProblemKind kind() {
        return kind;
    }

    /** The field {@code WWW-Authenticate} of the answer (RFC 6750 §3); null if the token is not what was wrong. */
    @Nullable
    String challenge() {
        if (token != null) {
            return token.challenge();
        }
        return kind == ProblemKind.FORBIDDEN ? BearerChallenge.INSUFFICIENT_SCOPE : null;
    }

    /** After what time the same request may succeed; null if nobody knows. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** What was wrong this time. */
    public String detail() {
        return detail;
    }
}
