package dev.skerry.bench;

import dev.skerry.parts.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Parts the machine's processors: the first is a PoP's own, all others are for the rest of the fleet, which in truth would be
 * other machines. Needs {@code taskset} (Linux) and two processors; without them all share all.
 */
final class Cores {
    private static final Optional<Path> TASKSET =
            Runtime.getRuntime().availableProcessors() < 2 ? Optional.empty() : Programs.find("taskset");
    private static final String OWN = "0";
    private static final String OTHERS = "1-" + Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private Cores() {}

    /** Whether processors can be parted. */
    static boolean areParted() {
        return TASKSET.isPresent();
    }

    /** Puts a process that runs on the PoP's own processor. */
    static void own(long pid) throws IOException, InterruptedException {
        move(pid, OWN);
    }

    /** Puts a process that runs on the processors of the others. */
    static void others(long pid) throws IOException, InterruptedException {
        move(pid, OTHERS);
    }

    private static void move(long pid, String cores) throws IOException, InterruptedException {
        if (TASKSET.isEmpty()) {
            return;
        }
        Process moving = new ProcessBuilder(TASKSET.get().toString(), "-a", "-c", "-p", cores, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!moving.waitFor(10, TimeUnit.SECONDS) || moving.exitValue() != 0) {
            throw new IOException("process " + pid + " could not be put on processors " + cores);
        }
    }
}
