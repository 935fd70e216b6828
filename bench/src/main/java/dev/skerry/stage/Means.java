package dev.skerry.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** What a machine must allow, so that something can go wrong on purpose. */
public enum Means {
    /** What can be done anywhere. */
    NONE("nothing"),
    /** {@link SmallDisk}. */
    MOUNTS("root on Linux, to mount a small disk"),
    /** {@link FileLimit}. */
    FILE_LIMITS("prlimit of util-linux, on Linux"),
    /** {@link FakeClock}. */
    CLOCK("libfaketime (apt install faketime)");

    private final String text;

    Means(String text) {
        this.text = text;
    }

    /** What this machine allows; {@code folder} is where a disk is tried. */
    public static Set<Means> here(Path folder) throws IOException, InterruptedException {
        Set<Means> here = EnumSet.of(NONE);
        if (SmallDisk.isPossible(folder)) {
            here.add(MOUNTS);
        }
        if (FileLimit.isPossible()) {
            here.add(FILE_LIMITS);
        }
        if (FakeClock.findLibrary().isPresent()) {
            here.add(CLOCK);
        }
        return here;
    }

    @Override
    public String toString() {
        return text;
    }
}
