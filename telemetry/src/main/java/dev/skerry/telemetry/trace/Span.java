package dev.skerry.telemetry.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span as a service sent it. Immutable; whoever makes one cuts it to its limits before. All text comes from outside:
 * nothing in it may be trusted to be free of markup.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 lower-case hexadecimal digits
 * @param parentId the same, null for a root
 * @param service resource attribute {@code service.name}
 * @param node resource attribute {@code service.instance.id}, null if it has none
 * @param name what was done, such as {@code GET demo}
 * @param kind its part between services
 * @param startNanos Unix time in nanoseconds, by the clock of the machine that it ran on; positive
 * @param durationNanos 0 or more; start and duration together are no more than a long takes
 * @param error whether its status is an error
 * @param message of its status, null if it has none
 * @param attributes values as text, in the order of the sender
 * @param events in the order of the sender
 * @param links to spans of other traces, or of this one
 * @param cut attributes, events and links that were left out
 */
public record Span(
        String traceId,
        String spanId,
        @Nullable String parentId,
        String service,
        @Nullable String node,
        String name,
        SpanKind kind,
        long startNanos,
        long durationNanos,
        boolean error,
        @Nullable String message,
        Map<String, String> attributes,
        List<Event> events,
        List<Link> links,
        int cut) {
    /** The attribute that names the purge a span belongs to. */
    public static final String PURGE_ID = "skerry.purge.id";

    private static final long OBJECT_BYTES = 64;

    /**
     * Something that happened at an instant.
     *
     * @param name what happened
     * @param atNanos Unix time in nanoseconds; not negative
     * @param attributes values as text
     */
    public record Event(String name, long atNanos, Map<String, String> attributes) {
        /** Copies the attributes. */
        public Event {
            attributes = ordered(attributes);
        }
    }

    /**
     * A span that this one has to do with without being its child.
     *
     * @param traceId 32 lower-case hexadecimal digits
     * @param spanId 16 lower-case hexadecimal digits
     */
    public record Link(String traceId, String spanId) {}

    /** Copies the collections. */
    public Span {
        attributes = ordered(attributes);
        events = List.copyOf(events);
        links = List.copyOf(links);
    }

    /** A copy that keeps the sender's order, which {@link Map#copyOf} does not. */
    private static Map<String, String> ordered(Map<String, String> attributes) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The purge that it belongs to, null if it belongs to none. */
    @Nullable
    String purgeId() {
        return attributes.get(PURGE_ID);
    }

    long endNanos() {
        return startNanos + durationNanos;
    }

    /** The memory that it takes, estimated from above: two bytes a character, and what each object costs. */
    long estimatedBytes() {
        long bytes = 4 * OBJECT_BYTES
                + textBytes(traceId)
                + textBytes(spanId)
                + textBytes(parentId)
                + textBytes(service)
                + textBytes(node)
                + textBytes(name)
                + textBytes(message)
                + mapBytes(attributes)
                + links.size() * (5 * OBJECT_BYTES);
        for (Event event : events) {
            bytes += OBJECT_BYTES + textBytes(event.name) + mapBytes(event.attributes);
        }
        return bytes;
    }

    private static long mapBytes(Map<String, String> map) {
        long bytes = 2 * OBJECT_BYTES;
        for (Map.Entry<String, String> entry : map.entrySet()) {
            bytes += OBJECT_BYTES + textBytes(entry.getKey()) + textBytes(entry.getValue());
        }
        return bytes;
    }

    private static long textBytes(@Nullable String text) {
        return text == null ? 0 : OBJECT_BYTES + 2L * text.length();
    }
}
