package dev.skerry.origin.sites;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a site: the file on disk, and the answer of {@code GET /v1/sites/SITE}.
 *
 * @param site its name
 * @param active number of the version in force; null once the site is removed
 * @param last the highest number ever given to a version; none is given twice
 * @param versions the newest, at most {@value #MAX_VERSIONS}, oldest first; the active one is always among them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiteHistory(SiteId site, @Nullable Integer active, int last, List<SiteVersion> versions) {
    /** How many versions are kept. */
    public static final int MAX_VERSIONS = 100;

    /** Copies the list. */
    public SiteHistory {
        versions = List.copyOf(versions);
    }

    /** A site that nothing has been applied to. */
    static SiteHistory none(SiteId site) {
        return new SiteHistory(site, null, 0, List.of());
    }

    /** The version in force, or null. */
    @Nullable
    SiteVersion activeVersion() {
        return active == null ? null : version(active);
    }

    /** A version that is kept, or null. */
    @Nullable
    SiteVersion version(int number) {
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElse(null);
    }

    /** With a new version, in force. */
    SiteHistory apply(SiteConfig config, Instant now) {
        List<SiteVersion> kept = new ArrayList<>(versions);
        kept.add(new SiteVersion(last + 1, config, now));
        if (kept.size() > MAX_VERSIONS) {
            kept.removeFirst();
        }
        return new SiteHistory(site, last + 1, last + 1, kept);
    }

    /** With another version in force, or none. */
    SiteHistory activate(@Nullable Integer number) {
        return new SiteHistory(site, number, last, versions);
    }

    /** As it is, with the numbers given out up to {@code number} never given again. */
    SiteHistory withLast(int number) {
        return new SiteHistory(site, active, Math.max(last, number), versions);
    }
}
