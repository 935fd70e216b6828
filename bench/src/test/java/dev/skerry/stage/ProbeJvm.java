package dev.skerry.stage;

import dev.skerry.parts.Launch;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that does what it is told, one word at a time: what is done to processes is done to it, and it tells. */
public final class ProbeJvm implements AutoCloseable {
    private static final int LIMIT_SECONDS = 20;
    private static final long WAIT_MILLIS = 300;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream words;

    private ProbeJvm(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.words = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    }

    /** Starts one, and returns once it listens. */
    public static ProbeJvm start(Map<String, String> environment, String... options) throws IOException {
        return start(ProbeJvm.class, List.of(), environment, List.of(options));
    }

    /** Starts one whose {@code main} knows words of its own, and {@code clock}; returns once it listens. */
    public static ProbeJvm start(
            Class<?> main, List<String> arguments, Map<String, String> environment, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Launch.java().toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(new File("/dev/null"));
        builder.environment().putAll(environment);
        ProbeJvm probe = new ProbeJvm(builder.start());
        probe.ask("clock");
        return probe;
    }

    /**
     * Its answer to a word: {@code clock} (wall clock in milliseconds), {@code wait} (how many milliseconds it took to wait for
     * 300), {@code open} ({@code opened}, or what went wrong).
     */
    public String ask(String word) throws IOException {
        words.println(word);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the JVM has ended");
        }
        return answer;
    }

    public long pid() {
        return process.pid();
    }

    /** The exit code, once it has ended by itself. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it has not ended within " + LIMIT_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What runs in the other JVM. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        answer(word -> switch (word) {
            case "wait" -> Long.toString(waited());
            case "open" -> open();
            default -> "what?";
        });
    }

    /** What a JVM says to a word. */
    @FunctionalInterface
    public interface Answers {
        /** One line. */
        String to(String word) throws InterruptedException;
    }

    /** Answers word by word until there are no more, and {@code clock} by itself: for the other JVM. */
    public static void answer(Answers answers) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String word = words.readLine(); word != null; word = words.readLine()) {
            out.println(word.equals("clock") ? Long.toString(System.currentTimeMillis()) : answers.to(word));
        }
    }

    private static long waited() throws InterruptedException {
        long begun = System.nanoTime();
        var _ = new CountDownLatch(1).await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private static String open() {
        try (FileInputStream _ = new FileInputStream("/dev/zero")) {
            return "opened";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
