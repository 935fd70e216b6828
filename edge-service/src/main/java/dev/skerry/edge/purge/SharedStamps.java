package dev.skerry.edge.purge;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.purge.ErasableTier.AwayException;
import java.util.UUID;

/**
 * How the nodes of a PoP look through the stamps of the tier that they share, without reading content or changing anything of
 * it: for each question one of them does. Used by one thread; methods wait for the tier, briefly.
 */
public interface SharedStamps {
    /** Takes the question on; false if another node of the PoP has. */
    boolean claim(UUID question) throws AwayException;

    /** Begins to look through what the tier holds of a site. */
    Walk walk(SiteId site);

    /** Sees every response of the site once at least that is there all the time. */
    interface Walk {
        /**
         * Looks at some more entries of the tier.
         *
         * @return about how many entries, of whatever sites; below 0 if all have been looked at
         */
        int next(Visitor visitor) throws AwayException;
    }

    /** Is told of responses. */
    interface Visitor {
        /** A response has this stamp, and takes so many bytes in the tier. */
        void response(Stamp stamp, long bytes);
    }
}
