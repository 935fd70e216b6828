package dev.skerry.edge.preview;

import dev.skerry.contract.PreviewAnswer;
import dev.skerry.edge.purge.Stamp;

/** Counts the responses of one tier for a {@link Preview}. For one thread. */
final class PreviewCount {
    private final Preview preview;
    private long objects;
    private long bytes;
    private long siteObjects;
    private long siteBytes;
    private long lookedAt;

    PreviewCount(Preview preview) {
        this.preview = preview;
    }

    /** So many entries of the tier were looked at, of whatever sites. */
    void lookedAt(long entries) {
        lookedAt += entries;
    }

    /** How many entries have been looked at so far. */
    long lookedAt() {
        return lookedAt;
    }

    /** A response of the site takes so many bytes here; true if it would be hit. */
    boolean add(Stamp stamp, long size) {
        if (!preview.counts(stamp)) {
            return false;
        }
        siteObjects++;
        siteBytes += size;
        if (!preview.hits(stamp)) {
            return false;
        }
        objects++;
        bytes += size;
        return true;
    }

    /** @param complete false if there is more that was not looked at */
    PreviewAnswer.Count result(boolean complete) {
        return new PreviewAnswer.Count(objects, bytes, siteObjects, siteBytes, complete, lookedAt);
    }
}
