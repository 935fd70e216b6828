package dev.skerry.edge.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.Await;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.Fields;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Redis whose host vanishes: its connections stay open and carry nothing any more, and a new host answers new ones. */
@ExtendWith(RealParts.class)
class VanishedRedisTest {
    private static final CacheKey KEY =
            new CacheKey(new SiteId("demo"), ContentUrl.parse("http://demo.localhost/vanished"));

    private final URI redis;
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile int lost;

    VanishedRedisTest(RedisAddress address) throws IOException {
        redis = URI.create(address.uri());
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void its_connection_is_given_up_for_a_new_one() throws Exception {
        try (RedisTier tier =
                new RedisTier("redis://127.0.0.1:" + listener.getLocalPort(), "log-vanished", InstantSource.system())) {
            Await.until("Redis is connected", tier::isOpen);
            assertThat(findAnswered(tier)).isTrue();
            lost = open.size();
            assertThat(findAnswered(tier)).isFalse();

            Await.until("a new connection answers", () -> findAnswered(tier));
        }
    }

    /** True if Redis said that there is nothing. */
    private static boolean findAnswered(RedisTier tier) {
        long failures = tier.failures();
        assertThat(tier.find(KEY, Fields.EMPTY)
                        .toCompletableFuture()
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join())
                .isNull();
        return tier.failures() == failures;
    }

    private void accept() {
        try {
            while (true) {
                Socket outer = listener.accept();
                Socket inner = new Socket(redis.getHost(), redis.getPort());
                open.add(outer);
                open.add(inner);
                int number = open.size();
                Thread.ofVirtual().start(() -> carry(outer, inner, number));
                Thread.ofVirtual().start(() -> carry(inner, outer, number));
            }
        } catch (IOException closed) {
            assertThat(listener.isClosed()).isTrue();
        }
    }

    /** Carries bytes while the connection is not among the lost ones. */
    private void carry(Socket from, Socket to, int number) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (number > lost) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException ended) {
            open.remove(from);
        }
    }
}
