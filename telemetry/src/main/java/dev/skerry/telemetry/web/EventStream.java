package dev.skerry.telemetry.web;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events (WHATWG HTML, section 9.2) to at most {@value #MAX_SUBSCRIBERS} subscribers.
 *
 * <p>A subscriber that reads slowly misses events, never delays others and never piles up: it has one event waiting at
 * most, which a newer one replaces. One that has taken nothing for {@value #STALL_SECONDS} s is cut off. A large fleet is
 * sent less often: to each subscriber {@value #BYTES_PER_SECOND} bytes a second at most.
 */
public final class EventStream {
    /** The most subscribers at a time. */
    public static final int MAX_SUBSCRIBERS = 100;

    private static final long STALL_SECONDS = 30;
    private static final long BYTES_PER_SECOND = 1 << 20;
    private static final byte[] GREETING = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

    private final LongSupplier nanoTime;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger(MAX_SUBSCRIBERS);
    private volatile @Nullable Buffer latest;
    private volatile boolean closed;

    /** A stream without subscribers, on a monotonic clock in nanoseconds. */
    public EventStream(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Answers with the stream: the latest event at once, then all that come until the client leaves. Called on the
     * response's event loop, which {@code context} runs on.
     *
     * @return false, and nothing is sent, if there is no place
     */
    boolean subscribe(HttpServerResponse response, Context context) {
        if (places.getAndDecrement() <= 0) {
            places.incrementAndGet();
            return false;
        }
        Subscriber subscriber = new Subscriber(response, context);
        response.putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .setChunked(true);
        response.closeHandler(closed -> leave(subscriber));
        response.exceptionHandler(failed -> leave(subscriber));
        response.drainHandler(drained -> subscriber.flush());
        response.write(Buffer.buffer(GREETING));
        subscribers.add(subscriber);
        Buffer event = latest;
        if (event != null) {
            subscriber.offer(event);
        }
        if (closed) {
            subscriber.end();
        }
        return true;
    }

    private void leave(Subscriber subscriber) {
        if (subscribers.remove(subscriber)) {
            places.incrementAndGet();
        }
    }

    /** Sends an event to all, and to all who come later until there is a newer one. */
    void publish(byte[] event) {
        Buffer buffer = Buffer.buffer(event);
        latest = buffer;
        forEach(subscriber -> subscriber.offer(buffer));
    }

    /** Sends an event to those who have nothing else to wait for. */
    void remind(byte[] event) {
        Buffer buffer = Buffer.buffer(event);
        forEach(subscriber -> subscriber.remind(buffer));
    }

    private void forEach(Consumer<Subscriber> action) {
        for (Subscriber subscriber : subscribers) {
            subscriber.context.runOnContext(now -> action.accept(subscriber));
        }
    }

    /** How many there are. */
    public int subscribers() {
        return subscribers.size();
    }

    /** Ends all streams, and each that begins from now on with the latest event; their clients come back by themselves. */
    public void close() {
        closed = true;
        forEach(Subscriber::end);
    }

    /** One open response; used on its event loop only. */
    private final class Subscriber {
        final HttpServerResponse response;
        final Context context;
        private @Nullable Buffer waiting;
        private long notBefore = nanoTime.getAsLong();
        private long takenAt = notBefore;

        Subscriber(HttpServerResponse response, Context context) {
            this.response = response;
            this.context = context;
        }

        void offer(Buffer event) {
            waiting = event;
            flush();
        }

        void remind(Buffer event) {
            waiting = waiting == null ? event : waiting;
            flush();
        }

        void end() {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        }

        void flush() {
            Buffer event = waiting;
            long now = nanoTime.getAsLong();
            if (event == null || response.closed() || now < notBefore) {
                return;
            }
            if (!response.writeQueueFull()) {
                waiting = null;
                takenAt = now;
                notBefore = now + event.length() * 1_000_000_000L / BYTES_PER_SECOND;
                response.write(event);
            } else if (now - takenAt > STALL_SECONDS * 1_000_000_000L) {
                response.reset();
            }
        }
    }
}
