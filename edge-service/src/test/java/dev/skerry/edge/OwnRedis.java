package dev.skerry.edge;

import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real Redis of one test alone, which it may stop, freeze and start again on the same port. */
public final class OwnRedis implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ChildProcess process;
    private final int port;

    private OwnRedis(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one and returns once it answers. */
    public static OwnRedis start(Path folder, int port) {
        Path bin = Path.of("target", "redis-bin").toAbsolutePath();
        ChildProcess process =
                ChildProcess.start(RedisServer.launch("redis", folder, port, folder.resolve("redis.log"), bin));
        process.awaitReady(() -> RedisServer.answers(port), LIMIT);
        return new OwnRedis(process, port);
    }

    /** {@code redis://HOST:PORT}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** SIGSTOP: connections stay open and new ones are accepted by the system, and nothing is ever answered. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: answers all that has come meanwhile. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(process.identity().pid()))
                .inheritIO()
                .start();
        if (!kill.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("SIG" + name + " was not sent to " + process.identity());
        }
    }

    /** SIGKILL, which ends a frozen one too. */
    @Override
    public void close() {
        process.kill();
    }
}
