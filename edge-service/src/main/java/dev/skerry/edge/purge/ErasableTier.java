package dev.skerry.edge.purge;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tier of the cache whose dead bytes can be looked for and removed. Used by one thread. */
public interface ErasableTier {
    /** The tier is away, or said something else than was expected; whatever was under way must begin anew. */
    final class AwayException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Says why. */
        public AwayException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A walk over what the tier holds: everything that is there when it begins and is not removed is seen by its end. */
    interface Walk {
        /**
         * Looks at some more responses, and removes those whose stamp is {@code dead}, unless they have changed.
         *
         * @return how many were looked at, 0 or more; below 0 if all have been
         */
        int next(Predicate<Stamp> dead) throws AwayException;
    }

    /** Begins a walk. */
    Walk walk();
}
