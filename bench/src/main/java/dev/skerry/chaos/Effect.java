package dev.skerry.chaos;

import dev.skerry.stage.Means;

/** How something goes wrong. */
enum Effect {
    /** SIGKILL, and a new start when the fault ends. */
    KILLED(Means.NONE),
    /** SIGSTOP, and SIGCONT when the fault ends: it wakes up and knows nothing of the time in between. */
    PAUSED(Means.NONE),
    /** Connections end, and new ones are refused. */
    CUT(Means.NONE),
    /** Nothing gets through, and nobody is told. */
    STALLED(Means.NONE),
    /** Everything comes {@link Wire#DELAY_MILLIS} late, and {@link Wire#BYTES_PER_SECOND} at most. */
    SLOW(Means.NONE),
    /** Of each answer half comes, and then a reset. */
    RESET(Means.NONE),
    /** Nothing more can be written. A part that ends because of it is started again when the fault ends. */
    DISK_FULL(Means.MOUNTS),
    /** No file and no connection can be opened. */
    OUT_OF_FILES(Means.FILE_LIMITS),
    /** The heap fills until the process ends by itself; a new start when the fault ends. */
    OUT_OF_MEMORY(Means.NONE),
    /** The wall clock jumps an hour ahead, and back when the fault ends. */
    CLOCK_AHEAD(Means.CLOCK),
    /** The wall clock jumps an hour back, and ahead when the fault ends. */
    CLOCK_BEHIND(Means.CLOCK);

    private final Means means;

    Effect(Means means) {
        this.means = means;
    }

    /** What the machine must allow for it. */
    Means means() {
        return means;
    }

    /** Whether it can be done only to a process that has started. */
    boolean needsRunning() {
        return switch (this) {
            case OUT_OF_FILES, OUT_OF_MEMORY -> true;
            case KILLED, PAUSED, CUT, STALLED, SLOW, RESET, DISK_FULL, CLOCK_AHEAD, CLOCK_BEHIND -> false;
        };
    }
}
