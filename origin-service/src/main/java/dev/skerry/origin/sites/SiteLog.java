package dev.skerry.origin.sites;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topic that the active version of every site is published on. Blocking, each call at most some seconds. */
public interface SiteLog {
    /** The log does not answer; what was being published may or may not be in it. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Wraps the client's error. */
        public UnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Publishes the version in force, or with null that there is none; returns once every replica has it. */
    void publish(SiteId site, @Nullable SiteVersion version) throws UnavailableException;

    /** What every reader of the log believes now, as of some moment during the call. */
    Map<SiteId, SiteVersion> read() throws UnavailableException;
}
