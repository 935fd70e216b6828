package dev.skerry.purge.progress;

import java.time.Duration;

/** Whether there are nodes that nothing is kept of: since a report was refused, until none has been for long. One thread at a time. */
final class Overflow {
    private final Duration forgetAfter;
    private boolean present;
    private long refusedAt;

    Overflow(Duration forgetAfter) {
        this.forgetAfter = forgetAfter;
    }

    void refused(long now) {
        present = true;
        refusedAt = now;
    }

    boolean isPresent() {
        return present;
    }

    /** Whether the last of them is as long silent as nodes are remembered: once that is proven, it is over. */
    boolean seemsOver(long now) {
        return present && now - refusedAt >= forgetAfter.toNanos();
    }

    void silenceProven(long provenAt) {
        present &= !seemsOver(provenAt);
    }
}
