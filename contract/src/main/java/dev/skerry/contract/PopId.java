package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a point of presence, for example {@code fra}.
 *
 * @param value a lower-case DNS label, 1 to 63 characters
 */
public record PopId(@JsonValue String value) implements Comparable<PopId> {
    /** @throws IllegalArgumentException if {@code value} is not a lower-case DNS label; the message says what is */
    @JsonCreator
    public PopId {
        Label.require("PoP", value);
    }

    @Override
    public int compareTo(PopId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
