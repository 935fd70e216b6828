package dev.skerry.telemetry.web;

import dev.skerry.contract.Json;
import dev.skerry.contract.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Answers of the API: of this moment, and for nobody's cache. */
final class Answer {
    private Answer() {}

    /** 200 with {@code body} as JSON. */
    static void json(RoutingContext exchange, Object body) {
        send(exchange, 200, "application/json", Json.write(body));
    }

    /** A refusal as RFC 9457 has it. */
    static void problem(RoutingContext exchange, Problem problem) {
        send(exchange, problem.status(), Problem.MEDIA_TYPE, Json.write(problem));
    }

    /** Any answer. */
    static void send(RoutingContext exchange, int status, String mediaType, byte[] body) {
        exchange.response()
                .setStatusCode(status)
                .putHeader("Content-Type", mediaType)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(body));
    }
}
