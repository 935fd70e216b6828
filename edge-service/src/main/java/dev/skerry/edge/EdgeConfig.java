package dev.skerry.edge;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.origin.UpstreamTarget;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a node is set up, read once at start from system properties and environment variables ({@code skerry.http.port} is
 * {@code SKERRY_HTTP_PORT}).
 *
 * @param pop {@code skerry.pop}, default {@code local}
 * @param node {@code skerry.node}, default {@code POP-1}
 * @param bind {@code skerry.bind}, the address to listen on, default 127.0.0.1
 * @param httpPort {@code skerry.http.port}, default 9001; 0 for any
 * @param httpsPort {@code skerry.https.port}, default 9441; used where certificate and key are given
 * @param adminPort {@code skerry.admin.port}, default 9901; 0 for any
 * @param eventLoops {@code skerry.event-loops}, default the number of cores
 * @param memoryBytes {@code skerry.memory}, size of the memory tier, such as {@code 64MiB}
 * @param maxObjectBytes {@code skerry.max-object}, the largest content that is stored, default an eighth of the memory tier
 * @param inFlightBytes {@code skerry.in-flight}, what the node keeps of responses that are still arriving, all together, so that
 *     they can be stored; beyond it they pass through. Default half of the memory tier, which the heap must hold besides
 * @param tlsCertificate {@code skerry.tls.cert}, PEM file; null for no TLS
 * @param tlsKey {@code skerry.tls.key}, PEM file
 * @param siteFile {@code skerry.site-file}: serve this one site, without Kafka and Redis; null to be part of a fleet
 * @param kafka {@code skerry.kafka}, bootstrap servers; null in standalone mode
 * @param redis {@code skerry.redis}, {@code redis://HOST:PORT}; null for no shared tier
 * @param eraseKeysPerSecond {@code skerry.erase.keys-per-second}, how many keys of the PoP's Redis are looked at in a second to
 *     erase what hard purges have hit, default 10000; 0 to erase nothing, here and there
 * @param peers {@code skerry.peers}, base URL of the PoPs that may be a shield: {@code fra=http://HOST:PORT,...}
 * @param store {@code skerry.store}, base URL of origin-service; null without
 * @param purge {@code skerry.purge}, base URL of purge-service, which gets what users PURGE; null to refuse that
 * @param fleetSecret {@code skerry.fleet-secret} or the content of {@code skerry.fleet-secret-file}; empty without. Never
 *     printed
 * @param collector {@code otel.exporter.otlp.endpoint}, base URL of what takes traces by OTLP over HTTP; null for no traces
 * @param tracesPerSecond {@code skerry.traces-per-second}, how many requests a second are traced though their senders did
 *     not ask for it, default 1
 * @param drainDelay {@code skerry.drain.delay}, such as {@code 5s}: for how long a node that is told to end goes on taking
 *     connections, while its readiness is down, so that balancers notice; default 0s, at most an hour
 * @param drainLimit {@code skerry.drain.limit}: how long answers and fills under way may take after that, default 20s, at most
 *     an hour
 */
public record EdgeConfig(
        PopId pop,
        NodeId node,
        String bind,
        int httpPort,
        int httpsPort,
        int adminPort,
        int eventLoops,
        long memoryBytes,
        long maxObjectBytes,
        long inFlightBytes,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        @Nullable Path siteFile,
        @Nullable String kafka,
        @Nullable String redis,
        int eraseKeysPerSecond,
        Map<PopId, String> peers,
        @Nullable String store,
        @Nullable UpstreamTarget purge,
        String fleetSecret,
        @Nullable String collector,
        int tracesPerSecond,
        Duration drainDelay,
        Duration drainLimit) {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(B|KiB|MiB|GiB)?");

    /** Copies the map. */
    public EdgeConfig {
        peers = Map.copyOf(peers);
    }

    /**
     * Reads the process's configuration.
     *
     * @throws IllegalArgumentException if a value is missing or malformed; the message names the property
     */
    public static EdgeConfig fromEnvironment() {
        return from(new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDefaultInterceptors()
                .build());
    }

    static EdgeConfig from(SmallRyeConfig config) {
        PopId pop = new PopId(text(config, "skerry.pop").orElse("local"));
        long memory = size(config, "skerry.memory", 64L << 20);
        @Nullable Path siteFile = text(config, "skerry.site-file").map(Path::of).orElse(null);
        @Nullable String kafka = text(config, "skerry.kafka").orElse(null);
        if ((siteFile == null) == (kafka == null)) {
            throw new IllegalArgumentException(
                    "set either skerry.kafka (part of a fleet) or skerry.site-file (one site,"
                            + " standalone), and not both");
        }
        @Nullable
        Path certificate = text(config, "skerry.tls.cert").map(Path::of).orElse(null);
        @Nullable Path key = text(config, "skerry.tls.key").map(Path::of).orElse(null);
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "skerry.tls.cert and skerry.tls.key go together: one of them is missing");
        }
        Map<PopId, String> peers = peers(text(config, "skerry.peers").orElse(""));
        String fleetSecret = secret(config);
        if (!peers.isEmpty() && fleetSecret.isEmpty()) {
            throw new IllegalArgumentException(
                    "skerry.peers needs skerry.fleet-secret or skerry.fleet-secret-file, the same"
                            + " in every PoP: without it a shield takes this node for a user");
        }
        return new EdgeConfig(
                pop,
                new NodeId(text(config, "skerry.node").orElse(pop + "-1")),
                text(config, "skerry.bind").orElse("127.0.0.1"),
                port(config, "skerry.http.port", 9001),
                port(config, "skerry.https.port", 9441),
                port(config, "skerry.admin.port", 9901),
                number(config, "skerry.event-loops", Runtime.getRuntime().availableProcessors(), 1, 256),
                memory,
                size(config, "skerry.max-object", memory / 8),
                size(config, "skerry.in-flight", memory / 2),
                certificate,
                key,
                siteFile,
                kafka,
                text(config, "skerry.redis").orElse(null),
                number(config, "skerry.erase.keys-per-second", 10_000, 0, 1_000_000),
                peers,
                text(config, "skerry.store").orElse(null),
                text(config, "skerry.purge").map(EdgeConfig::purgeService).orElse(null),
                fleetSecret,
                text(config, "otel.exporter.otlp.endpoint").orElse(null),
                number(config, "skerry.traces-per-second", 1, 0, 1000),
                duration(config, "skerry.drain.delay", Duration.ZERO),
                duration(config, "skerry.drain.limit", Duration.ofSeconds(20)));
    }

    private static Optional<String> text(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static int port(SmallRyeConfig config, String name, int otherwise) {
        return number(config, name, otherwise, 0, 65535);
    }

    private static int number(SmallRyeConfig config, String name, int otherwise, int min, int max) {
        Optional<String> text = text(config, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(outOfBounds(name, text.get(), min, max), notANumber);
        }
        throw new IllegalArgumentException(outOfBounds(name, text.get(), min, max));
    }

    private static String outOfBounds(String name, String value, int min, int max) {
        return name + " is '" + value + "': use a whole number from " + min + " to " + max;
    }

    private static long size(SmallRyeConfig config, String name, long otherwise) {
        Optional<String> text = text(config, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(text.get());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    name + " is '" + text.get() + "': use a whole number and KiB, MiB or GiB, for example 64MiB");
        }
        @Nullable String unit = matcher.group(2);
        int shift = switch (unit == null ? "B" : unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private static Duration duration(SmallRyeConfig config, String name, Duration otherwise) {
        Optional<String> text = text(config, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            Duration duration = TimeSpan.parse(text.get()).duration();
            if (duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(duration + " is too long");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " is '" + text.get()
                            + "': use a whole number and ms, s, m or h, for example 5s; at most 60m",
                    e);
        }
    }

    private static Map<PopId, String> peers(String text) {
        Map<PopId, String> peers = new HashMap<>();
        for (String member : text.split(",", -1)) {
            if (member.isBlank()) {
                continue;
            }
            int equals = member.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "skerry.peers is '" + text + "': use POP=http://HOST:PORT, separated by commas");
            }
            peers.put(
                    new PopId(member.substring(0, equals).strip()),
                    member.substring(equals + 1).strip());
        }
        return peers;
    }

    private static UpstreamTarget purgeService(String base) {
        try {
            return UpstreamTarget.of(UpstreamTarget.Kind.ORIGIN, base);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "skerry.purge is '" + base + "': use http://HOST[:PORT] or https://HOST[:PORT]", malformed);
        }
    }

    private static String secret(SmallRyeConfig config) {
        Optional<String> file = text(config, "skerry.fleet-secret-file");
        if (file.isEmpty()) {
            return text(config, "skerry.fleet-secret").orElse("");
        }
        try {
            return Files.readString(Path.of(file.get())).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("skerry.fleet-secret-file can't be read: " + file.get(), e);
        }
    }

    /** Without the fleet's secret and the password of Redis. */
    @Override
    public String toString() {
        return "EdgeConfig[pop=" + pop + ", node=" + node + ", http=" + bind + ":" + httpPort + ", admin=" + adminPort
                + (siteFile == null ? ", kafka=" + kafka + ", redis=" + redisAddress() : ", site=" + siteFile) + "]";
    }

    /** What follows the scheme, user and password; a password may have an {@code @} in it, an address has none. */
    private @Nullable String redisAddress() {
        return redis == null ? null : redis.substring(Math.max(redis.lastIndexOf('@'), redis.lastIndexOf('/')) + 1);
    }
}
