package dev.skerry.chaos;

import dev.skerry.stage.FakeClock;
import dev.skerry.stage.FileLimit;
import dev.skerry.stage.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** What a machine must allow, so that something can go wrong on purpose. */
enum Means {
    NONE("nothing"),
    MOUNTS("root on Linux, to mount a small disk"),
    FILE_LIMITS("prlimit of util-linux, on Linux"),
    CLOCK("libfaketime (apt install faketime)");

    private final String text;

    Means(String text) {
        this.text = text;
    }

    /** What this machine allows; {@code folder} is where a disk is tried. */
    static Set<Means> here(Path folder) throws IOException, InterruptedException {
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
