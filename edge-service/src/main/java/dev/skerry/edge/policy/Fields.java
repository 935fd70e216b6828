package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HTTP field lines in the order they were received; immutable, safe to share between threads.
 *
 * <p>Names are made lower case when lines are added; every method that takes a name expects lower case, so that a
 * lookup is a plain scan of an array. Values lose white space at both ends, and CR, LF and NUL in them become spaces
 * (RFC 9110 §5.5), so that no value can end a line.
 */
public final class Fields implements Iterable<Fields.Line> {
    /** No lines. */
    public static final Fields EMPTY = new Fields(new String[0]);

    /** Name, value, name, value ... */
    private final String[] lines;

    private Fields(String[] lines) {
        this.lines = lines;
    }

    /**
     * One field line.
     *
     * @param name in lower case
     * @param value without white space at its ends
     */
    public record Line(String name, String value) {}

    /**
     * The lines given as name, value, name, value ...
     *
     * @throws IllegalArgumentException if a value is missing
     */
    public static Fields of(String... nameValuePairs) {
        if (nameValuePairs.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "field '" + nameValuePairs[nameValuePairs.length - 1] + "' has no value");
        }
        Builder builder = builder();
        for (int i = 0; i < nameValuePairs.length; i += 2) {
            builder.add(nameValuePairs[i], nameValuePairs[i + 1]);
        }
        return builder.build();
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** The value of the first line of this name, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < lines.length; i += 2) {
            if (lines[i].equals(name)) {
                return lines[i + 1];
            }
        }
        return null;
    }

    /** The values of all lines of this name, in order; immutable. */
    public List<String> all(String name) {
        String first = null;
        List<String> more = null;
        for (int i = 0; i < lines.length; i += 2) {
            if (lines[i].equals(name)) {
                if (first == null) {
                    first = lines[i + 1];
                } else {
                    if (more == null) {
                        more = new ArrayList<>();
                        more.add(first);
                    }
                    more.add(lines[i + 1]);
                }
            }
        }
        if (more != null) {
            return List.copyOf(more);
        }
        return first == null ? List.of() : List.of(first);
    }

    /** Whether a line of this name is here, be its value empty. */
    public boolean contains(String name) {
        return first(name) != null;
    }

    /** Whether a line of any of these names is here. */
    public boolean containsAny(Set<String> names) {
        for (int i = 0; i < lines.length; i += 2) {
            if (names.contains(lines[i])) {
                return true;
            }
        }
        return false;
    }

    /** All values of this name as one, joined by a comma and a space (RFC 9110 §5.3); null if there is no such line. */
    public @Nullable String joined(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    /** These lines with one line of this name in place of all it had: where the first was, else at the end. */
    public Fields with(String name, String value) {
        return builder().addAll(this).set(name, value).build();
    }

    /** These lines without those of these names. */
    public Fields without(String... names) {
        return without(Set.of(names));
    }

    /** These lines without those of these names. */
    public Fields without(Set<String> names) {
        Builder kept = new Builder();
        for (int i = 0; i < lines.length; i += 2) {
            if (!names.contains(lines[i])) {
                kept.append(lines[i], lines[i + 1]);
            }
        }
        return kept.size == lines.length ? this : kept.build();
    }

    /** How many lines. */
    public int size() {
        return lines.length / 2;
    }

    @Override
    public Iterator<Line> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < lines.length;
            }

            @Override
            public Line next() {
                if (next >= lines.length) {
                    throw new NoSuchElementException();
                }
                Line line = new Line(lines[next], lines[next + 1]);
                next += 2;
                return line;
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fields fields && Arrays.equals(lines, fields.lines);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lines);
    }

    /** For people: one line per field line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            text.append(lines[i]).append(": ").append(lines[i + 1]).append('\n');
        }
        return text.toString();
    }

    /** Gathers lines; owned by one thread, usable again after {@link #build}. */
    public static final class Builder {
        private String[] lines = new String[32];
        private int size;

        private Builder() {}

        /** One more line. */
        public Builder add(String name, String value) {
            append(Syntax.lowerCase(name), Syntax.fieldValue(value));
            return this;
        }

        /** All lines of {@code fields}, after those already here. */
        public Builder addAll(Fields fields) {
            for (int i = 0; i < fields.lines.length; i += 2) {
                append(fields.lines[i], fields.lines[i + 1]);
            }
            return this;
        }

        /** One line in place of all that this name had: where the first was, else at the end. */
        public Builder set(String name, String value) {
            String lowerCase = Syntax.lowerCase(name);
            int kept = 0;
            boolean replaced = false;
            for (int i = 0; i < size; i += 2) {
                boolean same = lines[i].equals(lowerCase);
                if (same && replaced) {
                    continue;
                }
                lines[kept] = lines[i];
                lines[kept + 1] = same ? Syntax.fieldValue(value) : lines[i + 1];
                kept += 2;
                replaced |= same;
            }
            size = kept;
            return replaced ? this : add(lowerCase, value);
        }

        /** The lines so far. */
        public Fields build() {
            return size == 0 ? EMPTY : new Fields(Arrays.copyOf(lines, size));
        }

        private void append(String name, String value) {
            if (size == lines.length) {
                lines = Arrays.copyOf(lines, size * 2);
            }
            lines[size++] = name;
            lines[size++] = value;
        }
    }
}
