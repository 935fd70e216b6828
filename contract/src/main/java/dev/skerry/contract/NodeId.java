package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one edge process, unique in the whole fleet, for example {@code fra-1}.
 *
 * @param value a lower-case DNS label, 1 to 63 characters
 */
public record NodeId(@JsonValue String value) implements Comparable<NodeId> {
    /** @throws IllegalArgumentException if {@code value} is not a lower-case DNS label; the message says what is */
    @JsonCreator
    public NodeId {
        Label.require("node", value);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
