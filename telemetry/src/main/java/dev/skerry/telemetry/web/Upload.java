package dev.skerry.telemetry.web;

import dev.skerry.telemetry.otlp.OtlpBody;
import dev.skerry.telemetry.otlp.OtlpException;
import dev.skerry.telemetry.otlp.OtlpLimits;
import dev.skerry.telemetry.otlp.OtlpRefusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * One request body on its way, at most {@link OtlpLimits#REQUEST_BYTES} of it. Lives on the request's event loop; only its
 * taker runs on a worker. However it ends, it gives back one place of {@code places}, once.
 */
final class Upload {
    /** Takes a whole body, and makes the body of the answer. */
    interface Taker {
        byte[] take(byte[] body) throws OtlpException;
    }

    private final RoutingContext exchange;
    private final Taker taker;
    private final Consumer<OtlpException> refuse;
    private final Semaphore places;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long timer;
    private boolean ended;

    /** An upload that holds a place already. */
    Upload(RoutingContext exchange, Taker taker, Consumer<OtlpException> refuse, Semaphore places) {
        this.exchange = exchange;
        this.taker = taker;
        this.refuse = refuse;
        this.places = places;
    }

    /** Begins to read. */
    void start() {
        HttpServerRequest request = exchange.request();
        Vertx vertx = exchange.vertx();
        timer = vertx.setTimer(
                SpanIntake.MAX_MILLIS,
                late -> refuse(new OtlpException(
                        OtlpRefusal.TOO_SLOW, "The body did not come within " + SpanIntake.MAX_MILLIS + " ms.")));
        request.exceptionHandler(broken -> end());
        exchange.response().closeHandler(closed -> end());
        request.handler(this::more).endHandler(whole -> takeWhole(vertx));
        request.resume();
    }

    private void more(Buffer bytes) {
        if (ended) {
            return;
        }
        if (body.size() + bytes.length() > OtlpLimits.REQUEST_BYTES) {
            refuse(OtlpBody.tooLarge());
        } else {
            body.writeBytes(bytes.getBytes());
        }
    }

    private void takeWhole(Vertx vertx) {
        if (ended) {
            return;
        }
        ended = true;
        vertx.cancelTimer(timer);
        byte[] whole = body.toByteArray();
        body = new ByteArrayOutputStream(0);
        vertx.executeBlocking(() -> taker.take(whole), false).onComplete(taken -> {
            places.release();
            if (taken.succeeded()) {
                Answer.send(exchange, 200, OtlpBody.MEDIA_TYPE, taken.result());
            } else if (taken.cause() instanceof OtlpException refused) {
                refuse.accept(refused);
            } else {
                exchange.fail(taken.cause());
            }
        });
    }

    private void refuse(OtlpException refused) {
        if (!ended) {
            end();
            refuse.accept(refused);
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            exchange.vertx().cancelTimer(timer);
            places.release();
        }
    }
}
