package dev.skerry.edge.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Field lines {@code name: value} in their order. */
record Lines(List<String> lines) {
    Lines {
        lines = List.copyOf(lines);
    }

    static String nameOf(String line) {
        return line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    static String valueOf(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    /** The values of all lines with this lower-case name, as one list; null without any. */
    @Nullable
    String joined(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            if (nameOf(line).equals(name)) {
                values.add(valueOf(line));
            }
        }
        return values.isEmpty() ? null : String.join(", ", values);
    }

    boolean has(String name) {
        return joined(name) != null;
    }

    Lines plus(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new Lines(more);
    }
}
