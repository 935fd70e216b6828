package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a site, the unit of configuration, content and purging, for example {@code demo}.
 *
 * @param value a lower-case DNS label, 1 to 63 characters
 */
public record SiteId(@JsonValue String value) implements Comparable<SiteId> {
    /** @throws IllegalArgumentException if {@code value} is not a lower-case DNS label; the message says what is */
    @JsonCreator
    public SiteId {
        Label.require("site", value);
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
