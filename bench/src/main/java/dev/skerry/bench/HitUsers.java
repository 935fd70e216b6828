package dev.skerry.bench;

import dev.skerry.parts.Launch;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The users of {@link HitLoad} as a process of their own, so that they can be given a processor: each line that it reads is a
 * number of milliseconds, which it answers with how many answers came in that time. One thread at a time.
 */
final class HitUsers implements AutoCloseable {
    private final Process process;
    private final PrintWriter out;
    private final BufferedReader in;

    /** Starts it; it asks nothing yet. */
    HitUsers(int port, int connections) throws IOException {
        List<String> command = List.of(
                Launch.java().toString(),
                "-cp",
                ownJar().toString(),
                HitUsers.class.getName(),
                Integer.toString(port),
                Integer.toString(connections));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
        in = process.inputReader(StandardCharsets.US_ASCII);
    }

    private static Path ownJar() {
        try {
            return Path.of(HitUsers.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("where the benchmarks are is no path", e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** See {@link HitLoad#run}. */
    long run(Duration length) {
        out.println(length.toMillis());
        try {
            String answers = in.readLine();
            if (answers == null) {
                throw new IllegalStateException("the users' process has ended: see above");
            }
            return Long.parseLong(answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (PrintWriter answers =
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII)) {
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                Duration length = Duration.ofMillis(Long.parseLong(line));
                answers.println(HitLoad.run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), length));
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
