package dev.skerry.stage;

import dev.skerry.parts.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many files a running process may have open, sockets among them. What it has open stays open. Linux with {@code prlimit}
 * (util-linux), and the user whose process it is.
 */
public final class FileLimit {
    /** Standard input, output and error: whatever else is opened is refused. */
    private static final int NONE = 3;

    private final long pid;
    private final String before;

    private FileLimit(long pid, String before) {
        this.pid = pid;
        this.before = before;
    }

    /** Whether this machine has what it takes. */
    public static boolean isPossible() {
        return Files.isReadable(Path.of("/proc/self/limits"))
                && Programs.find("prlimit").isPresent();
    }

    /** Takes from a process whatever it could still open. */
    public static FileLimit exhaust(long pid) throws IOException, InterruptedException {
        String before = SystemCommand.run(
                "prlimit", "--pid", Long.toString(pid), "--nofile", "--output", "SOFT", "--noheadings");
        FileLimit limit = new FileLimit(pid, before.strip());
        limit.set(Integer.toString(NONE));
        return limit;
    }

    /** Gives it back. */
    public void lift() throws IOException, InterruptedException {
        set(before);
    }

    private void set(String soft) throws IOException, InterruptedException {
        SystemCommand.run("prlimit", "--pid", Long.toString(pid), "--nofile=" + soft + ":");
    }
}
