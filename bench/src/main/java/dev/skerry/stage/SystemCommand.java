package dev.skerry.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the system that does one thing and ends. */
public final class SystemCommand {
    private static final int LIMIT_SECONDS = 10;

    private SystemCommand() {}

    /**
     * What it printed.
     *
     * @throws IOException if there is no such program, if it fails, or if it has not ended within {@value #LIMIT_SECONDS} s
     */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readNBytes(10_000), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(List.of(command) + " does not end: " + said);
        }
        if (process.exitValue() != 0) {
            throw new IOException(List.of(command) + " failed with " + process.exitValue() + ": " + said);
        }
        return said;
    }
}
