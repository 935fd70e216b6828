package dev.skerry.edge;

import dev.skerry.edge.purge.NodeThread;
import dev.skerry.edge.purge.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the configuration is in files, and may change while the node serves: certificates, and the site of a node that is
 * alone. The files are looked at every {@value #EVERY_SECONDS} s and when {@link #look} is called, by what is in them: secrets and
 * config maps of Kubernetes are replaced by links, whose time says nothing. What cannot be used changes nothing; it is logged once,
 * and {@link #rejected} says so until the files are right again. Thread-safe; what is put in force is so by one thread at a time.
 */
final class Reload implements AutoCloseable {
    static final int EVERY_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int BUFFER = 16 << 10;

    private final List<Part> parts = new ArrayList<>();
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final NodeThread thread = new NodeThread("reload", LOG, this::run);
    private final LongAdder reloads = new LongAdder();

    private static final class Part {
        final String name;
        final List<Path> files;
        final Runnable putInForce;
        byte[] seen;
        boolean rejected;

        Part(String name, List<Path> files, Runnable putInForce) {
            this.name = name;
            this.files = files;
            this.putInForce = putInForce;
            this.seen = digest(files);
        }
    }

    /**
     * Puts files in force, now and whenever they have changed.
     *
     * @param name what they are, for people
     * @param putInForce reads the files, and throws an {@link IllegalArgumentException} that says what would be right,
     *     and changes nothing, if they can't be used
     * @throws IllegalArgumentException if they can't be used now
     */
    synchronized void add(String name, List<Path> files, Runnable putInForce) {
        Part part = new Part(name, files, putInForce); // remembers what is there before it is read
        putInForce.run();
        parts.add(part);
    }

    /** Begins to look by itself, unless there is nothing to look at; once. */
    synchronized void start() {
        if (!parts.isEmpty()) {
            thread.start();
        }
    }

    private void run() {
        pace.pause(Duration.ofSeconds(EVERY_SECONDS));
        while (!pace.hasEnded()) {
            look();
            pace.pause(Duration.ofSeconds(EVERY_SECONDS));
        }
    }

    /** Looks at all files now, and returns once those that have changed are in force, or rejected. */
    synchronized void look() {
        for (Part part : parts) {
            byte[] now = digest(part.files);
            if (!Arrays.equals(now, part.seen)) {
                part.seen = now;
                put(part);
            }
        }
    }

    private void put(Part part) {
        try {
            part.putInForce.run();
            part.rejected = false;
            reloads.increment();
            LOG.info("{} has changed and is in force: {}", part.name, part.files);
        } catch (IllegalArgumentException e) {
            part.rejected = true;
            LOG.error("{} has changed and can't be used, what was in force still is: {}", part.name, e.getMessage());
        }
    }

    /** How often something was put in force anew. */
    long reloads() {
        return reloads.sum();
    }

    /** Parts whose files are not what is in force. */
    synchronized long rejected() {
        return parts.stream().filter(part -> part.rejected).count();
    }

    /** Of files that can't be read it is another one than of any content. */
    private static byte[] digest(List<Path> files) {
        MessageDigest digest = sha256();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
                digest.update((byte) 1);
            } catch (IOException e) {
                LOG.debug("{} can't be read", file, e);
                digest.update((byte) 0);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Ends the thread, within 5 s. */
    @Override
    public void close() {
        pace.end();
        boolean _ = thread.awaitEnd(CLOSE);
    }
}
