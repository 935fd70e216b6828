package dev.skerry.edge.server;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.HopByHop;
import dev.skerry.edge.policy.ResponseHead;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;

/**
 * Sends interim responses (RFC 9110 §15.2) to one user. HTTP/1.0 has none. Over HTTP/2, 100 and 103 are sent; 102 and others
 * are left out, since Vert.x has no way to write them and nothing that speaks HTTP/2 makes use of them. Owned by one event
 * loop.
 */
final class InterimSender {
    private final HttpServerRequest request;

    InterimSender(HttpServerRequest request) {
        this.request = request;
    }

    /** Sends {@code head}, without the fields of its connection; the final response has not begun. */
    void send(ResponseHead head) {
        Fields fields = HopByHop.strip(head.fields()).without("content-length");
        switch (request.version()) {
            case HTTP_1_0 -> {}
            case HTTP_1_1 -> write(head.status(), fields);
            case HTTP_2, HTTP_3 -> {
                if (head.status() == 100) {
                    request.response().writeContinue();
                } else if (head.status() == 103) {
                    MultiMap hints = MultiMap.caseInsensitiveMultiMap();
                    fields.forEach(line -> hints.add(line.name(), line.value()));
                    request.response().writeEarlyHints(hints);
                }
            }
        }
    }

    /** Vert.x writes 100 and 103 that way too, but neither fields with 100 nor any other status. */
    private void write(int status, Fields fields) {
        if (request.connection() instanceof VertxConnection connection) {
            HttpHeaders headers = new DefaultHttpHeaders();
            fields.forEach(line -> headers.add(line.name(), line.value()));
            connection.writeToChannel(new DefaultFullHttpResponse(
                    io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(status),
                    Unpooled.EMPTY_BUFFER,
                    headers,
                    EmptyHttpHeaders.INSTANCE));
        }
    }
}
