package dev.skerry.cli.platform;

import dev.skerry.contract.PopId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which PoPs a platform has, and on which ports of 127.0.0.1 everything listens. Recorded while anything runs, so that
 * every command finds it and a part that died comes back where it was.
 *
 * @param console of telemetry
 * @param origin of origin-service
 * @param purge of purge-service
 * @param kafka of the broker
 * @param pops in order; the first is where commands ask by default
 */
public record Layout(int console, int origin, int purge, int kafka, List<PopPorts> pops) {
    /** The most PoPs on one machine. */
    public static final int MAX_POPS = 16;

    /** A port, who uses it, and the option that moves it. */
    public record Use(int port, String part, String what, String option) {}

    /** @throws IllegalArgumentException if a port is out of range or used twice, or the PoPs are none, many or repeated */
    public Layout {
        pops = List.copyOf(pops);
        if (pops.isEmpty() || pops.size() > MAX_POPS) {
            throw new IllegalArgumentException("a platform has 1 to " + MAX_POPS + " PoPs, not " + pops.size());
        }
        if (pops.stream().map(PopPorts::pop).distinct().count() < pops.size()) {
            throw new IllegalArgumentException("a PoP is named twice in --pops");
        }
        Map<Integer, Use> seen = new HashMap<>();
        for (Use use : uses(console, origin, purge, kafka, pops)) {
            if (use.port < 1 || use.port > 65535) {
                throw new IllegalArgumentException(
                        "port " + use.port + " (" + use.what + ") is out of range: use 1 to 65535 with " + use.option);
            }
            Use other = seen.put(use.port, use);
            if (other != null) {
                throw new IllegalArgumentException("port " + use.port + " is given to both " + other.what + " and "
                        + use.what + ": move one with " + other.option + " or " + use.option);
            }
        }
    }

    /** Every port in use, in the order of the parts. */
    public List<Use> uses() {
        return uses(console, origin, purge, kafka, pops);
    }

    private static List<Use> uses(int console, int origin, int purge, int kafka, List<PopPorts> pops) {
        List<Use> uses = new ArrayList<>();
        uses.add(new Use(kafka, "kafka", "Kafka", "--kafka-port"));
        uses.add(new Use(origin, "origin-service", "origin-service", "--origin-port"));
        uses.add(new Use(purge, "purge-service", "purge-service", "--purge-port"));
        uses.add(new Use(console, "telemetry", "the console", "--console-port"));
        for (PopPorts pop : pops) {
            String edge = DataFolder.edge(pop.pop());
            uses.add(new Use(pop.redis(), DataFolder.redis(pop.pop()), "Redis of " + pop.pop(), "--redis-base"));
            uses.add(new Use(pop.http(), edge, "HTTP of " + pop.pop(), "--http-base"));
            uses.add(new Use(pop.https(), edge, "HTTPS of " + pop.pop(), "--https-base"));
            uses.add(new Use(pop.admin(), edge, "admin of " + pop.pop(), "--admin-base"));
        }
        return uses;
    }

    /** The ports of {@code pop}. */
    public PopPorts pop(PopId pop) {
        return pops.stream()
                .filter(ports -> ports.pop().equals(pop))
                .findFirst()
                .orElseThrow(() -> new CommandFailed(
                        "there is no PoP " + pop + " here",
                        "Use one of "
                                + String.join(
                                        ", ",
                                        pops.stream().map(p -> p.pop().value()).toList()) + "."));
    }
}
