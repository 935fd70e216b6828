package dev.skerry.chaos;

import dev.skerry.stage.FileLimit;
import dev.skerry.stage.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A part's container, which nobody else starts again, by the command line of Docker. */
final class ContainerPart implements Victim {
    private static final int DEATH_SECONDS = 20;

    private final String name;
    private final ContainerStates states;
    private final BooleanSupplier ready;
    private final Path heapFiller;
    private @Nullable FileLimit files;

    /**
     * It was started by somebody else.
     *
     * @param ready whether it can be used; any thread asks
     * @param heapFiller jar of {@link HeapFiller}
     */
    ContainerPart(String name, ContainerStates states, BooleanSupplier ready, Path heapFiller) {
        this.name = name;
        this.states = states;
        this.ready = ready;
        this.heapFiller = heapFiller;
    }

    @Override
    public boolean isReady() {
        return ready.getAsBoolean();
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        docker("kill", name);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        docker("start", name);
    }

    @Override
    public void pause() throws IOException, InterruptedException {
        docker("pause", name);
    }

    @Override
    public void resume() throws IOException, InterruptedException {
        docker("unpause", name);
    }

    @Override
    public void exhaustFiles() throws IOException, InterruptedException {
        files = FileLimit.exhaust(pid());
    }

    @Override
    public void liftFiles() throws IOException, InterruptedException {
        if (files != null && ended().isEmpty()) {
            files.lift();
        }
        files = null;
    }

    /** The agent must be where the container sees it: in its folder for what is temporary. */
    @Override
    public void exhaustMemory() throws IOException, InterruptedException {
        long pid = pid();
        String seen = "/tmp/" + heapFiller.getFileName();
        Path jar = Path.of("/proc/" + pid + "/root" + seen);
        Files.copy(heapFiller, jar, StandardCopyOption.REPLACE_EXISTING);
        HeapFiller.begin(pid, Path.of(seen));
    }

    @Override
    public OptionalInt startOnceEnded() throws IOException, InterruptedException {
        Process waiting = new ProcessBuilder("docker", "wait", name)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean byItself = waiting.waitFor(DEATH_SECONDS, TimeUnit.SECONDS);
        if (!byItself) {
            waiting.destroy();
            kill();
        }
        OptionalInt code = byItself ? OptionalInt.of(exitCode()) : OptionalInt.empty();
        start();
        return code;
    }

    /** Docker is asked for it in particular only where it has said that the container has ended: that may have been a while ago. */
    @Override
    public OptionalInt ended() throws IOException, InterruptedException {
        return states.hasEnded(name)
                        && !docker("inspect", "--format", "{{.State.Running}}", name)
                                .equals("true")
                ? OptionalInt.of(exitCode())
                : OptionalInt.empty();
    }

    private int exitCode() throws IOException, InterruptedException {
        return Integer.parseInt(docker("inspect", "--format", "{{.State.ExitCode}}", name));
    }

    /** Of its process, as this machine counts. */
    private long pid() throws IOException, InterruptedException {
        return Long.parseLong(docker("inspect", "--format", "{{.State.Pid}}", name));
    }

    private static String docker(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "docker";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return SystemCommand.run(command);
    }
}
