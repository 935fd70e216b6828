package dev.skerry.stage;

import dev.skerry.parts.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How many files a running process may have open, sockets among them. What it has open stays open. Linux with {@code prlimit}
 * (util-linux), as the user whose process it is or as root.
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
        String before = prlimit(pid, "--nofile", "--output", "SOFT", "--noheadings");
        FileLimit limit = new FileLimit(pid, before.strip());
        limit.set(Integer.toString(NONE));
        return limit;
    }

    /** Gives it back. */
    public void lift() throws IOException, InterruptedException {
        set(before);
    }

    private void set(String soft) throws IOException, InterruptedException {
        var _ = prlimit(pid, "--nofile=" + soft + ":");
    }

    /** As the user whose process it is: root itself may lack the right to do that to others. */
    private static String prlimit(long pid, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        String own = idOf("self", "Uid:");
        String user = idOf(Long.toString(pid), "Uid:");
        if (!user.equals(own)) {
            String group = idOf(Long.toString(pid), "Gid:");
            command.addAll(List.of("setpriv", "--reuid", user, "--regid", group, "--clear-groups"));
        }
        command.addAll(List.of("prlimit", "--pid", Long.toString(pid)));
        command.addAll(List.of(arguments));
        return SystemCommand.run(command.toArray(String[]::new));
    }

    private static String idOf(String pid, String which) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(which))
                .map(line -> line.split("\\s+", 3)[1])
                .findFirst()
                .orElseThrow(() -> new IOException("the system does not tell whose process " + pid + " is"));
    }
}
