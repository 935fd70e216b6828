package dev.skerry.purge.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.webhook.WebhookSecret;
import dev.skerry.purge.HookReceiver;
import dev.skerry.purge.HookReceiver.Hook;
import dev.skerry.purge.webhook.WebhookSender.Answer;
import dev.skerry.purge.webhook.WebhookSender.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to a receiver, and what its answer means, over real HTTP. */
@Timeout(60)
final class WebhookSenderTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final WebhookSecret SECRET = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final WebhookMessage MESSAGE = new WebhookMessage(
            WebhookMessage.Event.ERASED,
            NOON,
            new PurgeStatus(
                    new PurgeId("purge-one"),
                    new SiteId("demo"),
                    PurgeMode.HARD,
                    List.of("key:grün"),
                    PurgeStatus.State.ERASED,
                    new Position(0, 1),
                    List.of(),
                    NOON,
                    "tester",
                    1));

    private final HookReceiver receiver = new HookReceiver();
    private final WebhookSender sender = new WebhookSender(() -> NOON);

    @AfterEach
    void end() {
        sender.close();
        receiver.close();
    }

    private Answer send(String path) throws InterruptedException {
        return sender.send(MESSAGE, URI.create(receiver.url(path)), SECRET);
    }

    @Test
    void it_posts_json_with_the_fields_of_standard_webhooks() throws InterruptedException {
        assertThat(send("/hooks?token=a%20b")).isEqualTo(new Answer(Verdict.TAKEN, "status 204"));
        Hook hook = receiver.next();
        assertThat(hook.method() + " " + hook.path()).isEqualTo("POST /hooks?token=a%20b");
        assertThat(hook.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("user-agent", "Skerry")
                .containsEntry("webhook-id", "purge-one.erased")
                .containsEntry("webhook-timestamp", Long.toString(NOON.getEpochSecond()))
                .containsEntry(
                        "webhook-signature",
                        SECRET.sign(
                                "purge-one.erased",
                                NOON.getEpochSecond(),
                                hook.body().getBytes(StandardCharsets.UTF_8)))
                .doesNotContainKey("upgrade");
        assertThat(hook.body())
                .isEqualTo("{\"type\":\"purge.erased\",\"timestamp\":\"2026-03-01T12:00:00.500Z\",\"data\":"
                        + Json.writeString(MESSAGE.data()) + "}");
    }

    @ParameterizedTest
    @CsvSource({"200, TAKEN", "202, TAKEN", "410, GONE", "400, NOT_TAKEN", "404, NOT_TAKEN", "500, NOT_TAKEN"})
    void a_status_is_a_verdict(int status, Verdict verdict) throws InterruptedException {
        receiver.answer(status);
        assertThat(send("/")).isEqualTo(new Answer(verdict, "status " + status));
    }

    @Test
    void no_redirect_is_followed() throws InterruptedException {
        receiver.answer(exchange -> {
            exchange.getResponseHeaders().set("Location", receiver.url("/elsewhere"));
            exchange.sendResponseHeaders(307, -1);
        });
        assertThat(send("/").verdict()).isEqualTo(Verdict.NOT_TAKEN);
        assertThat(receiver.next().path()).isEqualTo("/");
        assertThat(receiver.within(Duration.ofMillis(100))).isNull();
    }

    @Test
    void an_answer_without_end_is_cut_off() throws InterruptedException {
        CountDownLatch cutOff = new CountDownLatch(1);
        receiver.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(new byte[1 << 12]);
                }
            } catch (IOException e) {
                cutOff.countDown();
                throw e;
            }
        });
        assertThat(send("/")).isEqualTo(new Answer(Verdict.TAKEN, "status 200"));
        assertThat(cutOff.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void who_does_not_answer_is_not_waited_for() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        receiver.answer(exchange -> {
            try {
                assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(send("/")).isEqualTo(new Answer(Verdict.NOT_TAKEN, "no answer within 5 s"));
        over.countDown();
    }

    @Test
    void who_is_not_there_has_not_taken_it_and_the_reason_names_no_url() throws IOException, InterruptedException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(sender.send(MESSAGE, URI.create("http://127.0.0.1:" + free + "/?secret"), SECRET))
                .isEqualTo(new Answer(Verdict.NOT_TAKEN, "ConnectException"));
    }
}
