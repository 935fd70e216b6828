package dev.skerry.edge.server;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Trailers;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Supplier;

/** The trailer fields of requests (RFC 9110 §6.5): Vert.x's server reads past them. */
final class RequestTrailers {
    private RequestTrailers() {}

    /**
     * The trailer fields of {@code raw} that may go on, to be asked for at its end; none if it has none. To be called when the
     * request is told, on the event loop of its connection.
     */
    static Supplier<Fields> of(HttpServerRequest raw) {
        return switch (raw.version()) {
            case HTTP_1_0, HTTP_1_1 -> () -> Http1Trailers.of(raw);
            case HTTP_2 -> Http2Trailers.of(raw);
            case HTTP_3 -> () -> Fields.EMPTY;
        };
    }

    /** What may go on of {@code trailers}, behind a message with the fields {@code head}. */
    static Fields forwarded(
            Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> head,
            Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> trailers) {
        return Trailers.forwarded(fields(head), fields(trailers));
    }

    private static Fields fields(Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> lines) {
        Fields.Builder fields = Fields.builder();
        lines.forEach(
                line -> fields.add(line.getKey().toString(), line.getValue().toString()));
        return fields.build();
    }
}
