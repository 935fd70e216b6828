package dev.skerry.origin.http;

import dev.skerry.contract.SiteId;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import java.util.Set;

/** What a request target names. */
sealed interface Resource {
    /** The methods it has, as {@code Allow} lists them. */
    Set<String> methods();

    /** {@code /v1/sites}. */
    record Sites() implements Resource {
        @Override
        public Set<String> methods() {
            return Set.of("GET");
        }
    }

    /** {@code /v1/sites/SITE}. */
    record Site(SiteId site) implements Resource {
        @Override
        public Set<String> methods() {
            return Set.of("GET", "PUT", "DELETE");
        }
    }

    /** {@code /v1/sites/SITE/versions/N/activate}. */
    record Activation(SiteId site, int version) implements Resource {
        @Override
        public Set<String> methods() {
            return Set.of("POST");
        }
    }

    /**
     * {@code /v1/sites/SITE/content/PATH}.
     *
     * @param path as sent: neither decoded nor checked
     */
    record Content(SiteId site, String path) implements Resource {
        @Override
        public Set<String> methods() {
            return Set.of("GET", "HEAD", "PUT", "DELETE");
        }
    }

    /**
     * Reads the path of a request target as it was sent: normalising it first would let {@code ..} out of a site.
     *
     * @throws RefusedException with {@link Refusal#NOT_FOUND} or {@link Refusal#UNKNOWN_SITE}
     */
    static Resource of(String path) {
        String[] part = path.split("/", 6);
        if (part.length < 3 || !part[0].isEmpty() || !part[1].equals("v1") || !part[2].equals("sites")) {
            throw notFound();
        }
        if (part.length == 3) {
            return new Sites();
        }
        SiteId site = siteOf(part[3]);
        if (part.length == 4) {
            return new Site(site);
        }
        if (part[4].equals("content")) {
            return new Content(site, part.length == 5 ? "" : part[5]);
        }
        if (part[4].equals("versions") && part.length == 6 && part[5].matches("[1-9][0-9]{0,8}/activate")) {
            return new Activation(site, Integer.parseInt(part[5].substring(0, part[5].indexOf('/'))));
        }
        throw notFound();
    }

    private static SiteId siteOf(String name) {
        try {
            return new SiteId(name);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.UNKNOWN_SITE, String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException notFound() {
        return new RefusedException(
                Refusal.NOT_FOUND,
                "use /v1/sites, /v1/sites/SITE, /v1/sites/SITE/versions/N/activate or /v1/sites/SITE/content/PATH");
    }
}
