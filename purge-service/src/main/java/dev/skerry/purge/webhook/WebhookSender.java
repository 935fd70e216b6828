package dev.skerry.purge.webhook;

import dev.skerry.contract.webhook.WebhookSecret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a webhook once, and says what came of it. Thread-safe; has a thread of its own, until it is closed. */
final class WebhookSender implements AutoCloseable {
    /** From the beginning of an attempt to the end of the answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** So much of an answer is taken from the connection, and thrown away; then the connection is closed. */
    static final int MAX_ANSWER = 64 << 10;

    private static final int GONE = 410;

    private final HttpClient http;
    private final InstantSource clock;

    /** What a receiver said. */
    enum Verdict {
        /** 2xx. */
        TAKEN,
        /** 410: it wants no more of this. */
        GONE,
        /** Anything else, or nothing. */
        NOT_TAKEN
    }

    /**
     * What came of an attempt.
     *
     * @param detail for people: the status, or why there is none; nothing of the URL, nor of what the receiver wrote
     */
    record Answer(Verdict verdict, String detail) {}

    /** Connects to nothing yet; {@code clock} is the wall clock. */
    WebhookSender(InstantSource clock) {
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                // No attempt of ours to change the protocol, which plain receivers may not know what to do with.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIMEOUT)
                .build();
    }

    /** Blocks for {@link #TIMEOUT} at most; an interrupt ends the attempt. */
    Answer send(WebhookMessage message, URI url, WebhookSecret secret) throws InterruptedException {
        byte[] body = message.body();
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Skerry")
                .header("webhook-id", message.id())
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", secret.sign(message.id(), timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, head -> new Discarding());
        try {
            return judge(answer.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS).statusCode());
        } catch (TimeoutException e) {
            return new Answer(Verdict.NOT_TAKEN, "no answer within " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            // Its message may name the URL, and a query may be a secret.
            return new Answer(
                    Verdict.NOT_TAKEN,
                    e.getCause() == null ? "no answer" : e.getCause().getClass().getSimpleName());
        } finally {
            answer.cancel(true);
        }
    }

    private static Answer judge(int status) {
        Verdict verdict = status / 100 == 2 ? Verdict.TAKEN : status == GONE ? Verdict.GONE : Verdict.NOT_TAKEN;
        return new Answer(verdict, "status " + status);
    }

    /** Takes an answer's content, up to {@link #MAX_ANSWER}, so that the connection can be used again. */
    private static final class Discarding implements HttpResponse.BodySubscriber<Void> {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;
        private int taken;

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> content) {
            for (ByteBuffer piece : content) {
                taken += piece.remaining();
            }
            if (subscription == null) {
                return;
            }
            if (taken > MAX_ANSWER) {
                subscription.cancel();
                done.complete(null);
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // The status counts, and it has come.
            done.complete(null);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }

    /** Ends what is under way, and the thread. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
