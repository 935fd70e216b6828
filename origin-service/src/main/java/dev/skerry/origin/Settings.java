package dev.skerry.origin;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The service's settings, {@code skerry.*}; as environment variables in upper case with underscores. */
@ConfigMapping(prefix = "skerry")
public interface Settings {
    /** Kafka's bootstrap servers, {@code HOST:PORT[,HOST:PORT]}. */
    String kafka();

    /** Replication factor of the topics that are created here. */
    @WithDefault("1")
    short kafkaReplicationFactor();

    /** The folder that everything durable is in; made if it is missing. */
    Path data();

    /** What tokens are checked with. */
    Token token();

    /** Where purges go. */
    Purge purge();

    /** Bearer token towards purge-service. */
    Optional<String> serviceToken();

    /** File that holds it instead, read anew for every request. */
    Optional<Path> serviceTokenFile();

    /** Bounds of the content store. */
    Content content();

    /** What tokens are checked with. */
    interface Token {
        /** PEM file with the P-256 public key of the tokens' issuer. */
        Path publicKey();
    }

    /** Where purges go. */
    interface Purge {
        /** Base URL of purge-service. */
        @WithDefault("http://127.0.0.1:8082")
        URI url();
    }

    /** Bounds of the content store. */
    interface Content {
        /** The largest file, in bytes; {@code 1G} and the like are understood. */
        @WithDefault("1G")
        MemorySize maxSize();
    }
}
