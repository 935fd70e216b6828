package dev.skerry.testing;

/**
 * Where the tests' Kafka is. It is shared by all tests of a JVM: use topics and sites of your own.
 *
 * @param bootstrapServers {@code HOST:PORT}
 */
public record KafkaAddress(String bootstrapServers) {}
