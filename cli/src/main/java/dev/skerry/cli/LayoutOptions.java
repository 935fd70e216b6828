package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.Layout;
import dev.skerry.cli.platform.PopPorts;
import dev.skerry.contract.PopId;
import dev.skerry.parts.FreePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** PoPs and ports as options of {@code up}. What is not given keeps its default, or what runs already. */
final class LayoutOptions {
    private static final List<PopId> DEFAULT_POPS = List.of(new PopId("fra"), new PopId("nyc"), new PopId("sgp"));
    private static final String PORT = "PORT";

    @Option(
            names = "--pops",
            paramLabel = "POP",
            split = ",",
            description = "Points of presence (default: fra,nyc,sgp). The first is the shield of the demo site.")
    private @Nullable List<PopId> pops;

    @Option(names = "--console-port", paramLabel = PORT, description = "Console and telemetry (default: 8080).")
    private @Nullable Integer console;

    @Option(names = "--origin-port", paramLabel = PORT, description = "origin-service (default: 8081).")
    private @Nullable Integer origin;

    @Option(names = "--purge-port", paramLabel = PORT, description = "purge-service (default: 8082).")
    private @Nullable Integer purge;

    @Option(names = "--kafka-port", paramLabel = PORT, description = "Kafka broker (default: a free port).")
    private @Nullable Integer kafka;

    @Option(
            names = "--http-base",
            paramLabel = PORT,
            description = "HTTP of the first PoP; the others follow (default: 9001).")
    private @Nullable Integer http;

    @Option(
            names = "--https-base",
            paramLabel = PORT,
            description = "HTTPS of the first PoP; the others follow (default: 9441).")
    private @Nullable Integer https;

    @Option(
            names = "--admin-base",
            paramLabel = PORT,
            description = "Health, metrics and explain of the first PoP; the others follow (default: 9901).")
    private @Nullable Integer admin;

    @Option(
            names = "--redis-base",
            paramLabel = PORT,
            description = "Redis of the first PoP; the others follow (default: free ports).")
    private @Nullable Integer redis;

    /**
     * The layout asked for, where {@code running} runs already.
     *
     * @throws IllegalArgumentException if it makes no sense in itself
     * @throws CommandFailed if it contradicts what runs
     */
    Layout layout(Optional<Layout> running) {
        Layout asked = ask(running.orElse(null));
        if (running.isPresent() && !asked.equals(running.get())) {
            throw new CommandFailed(
                    "the platform runs already, with other PoPs or ports than these",
                    "Stop it first with ./skerry down, or start another one with --data DIR.");
        }
        return asked;
    }

    private Layout ask(@Nullable Layout running) {
        List<PopId> names = pops != null
                ? pops
                : running == null
                        ? DEFAULT_POPS
                        : running.pops().stream().map(PopPorts::pop).toList();
        List<PopPorts> ports = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            PopPorts now = running != null && i < running.pops().size()
                    ? running.pops().get(i)
                    : null;
            ports.add(new PopPorts(
                    names.get(i),
                    port(http, i, now, PopPorts::http, 9001),
                    port(https, i, now, PopPorts::https, 9441),
                    port(admin, i, now, PopPorts::admin, 9901),
                    port(redis, i, now, PopPorts::redis, 0)));
        }
        return new Layout(
                port(console, 0, running, Layout::console, 8080),
                port(origin, 0, running, Layout::origin, 8081),
                port(purge, 0, running, Layout::purge, 8082),
                port(kafka, 0, running, Layout::kafka, 0),
                ports);
    }

    /** The port given, else the running one, else the default, of which 0 means any free one. */
    private static <T> int port(
            @Nullable Integer given, int index, @Nullable T running, ToIntFunction<T> port, int byDefault) {
        if (given != null) {
            return given + index;
        }
        if (running != null) {
            return port.applyAsInt(running);
        }
        return byDefault == 0 ? FreePort.any() : byDefault + index;
    }
}
