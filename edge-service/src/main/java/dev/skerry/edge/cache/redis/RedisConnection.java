package dev.skerry.edge.cache.redis;

import dev.skerry.edge.purge.ErasableTier.AwayException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's one connection to its PoP's Redis. It comes and goes by itself: tried again at least every 2 s, also when
 * Redis was not there at the start. While it is away commands fail at once. One that is not answered within
 * {@link #COMMAND_LIMIT} fails, and then Redis is asked nothing but a ping until that is answered: a Redis that hangs costs
 * a few requests a little time, not each of them, and nothing piles up for it. A ping without an answer within {@link
 * #SILENCE_LIMIT} ends the connection for a new one: a host that vanished does not close its connections.
 */
final class RedisConnection implements AutoCloseable {
    /** The longest that one command may take. */
    static final Duration COMMAND_LIMIT = Duration.ofMillis(100);

    /** How long one connection may be silent. */
    static final Duration SILENCE_LIMIT = Duration.ofSeconds(3);

    /** How long {@link #await} waits. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** After this a command without an answer has been carried out, or never will be: the connection is long another one. */
    static final Duration UNCERTAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);
    /** How many commands may wait for their answers; the client takes a few more, for the ping and its own. */
    static final int MAX_WAITING = 1000;

    private static final int MAX_QUEUED = MAX_WAITING + 24;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final int THREADS = 2;

    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile boolean complained;
    private final AtomicBoolean silent = new AtomicBoolean();
    private volatile boolean complainedOfSilence;
    private volatile boolean closed;

    /**
     * Begins to connect.
     *
     * @param uri {@code redis://[USER:PASSWORD@]HOST:PORT[/DATABASE]}
     * @throws IllegalArgumentException if it is none
     */
    RedisConnection(String uri) {
        this.uri = parse(uri);
        this.uri.setTimeout(CONNECT_LIMIT);
        this.uri.setClientName("skerry-edge");
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.exponential(Duration.ofMillis(50), RETRY, 2, TimeUnit.MILLISECONDS))
                .build();
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_QUEUED)
                .timeoutOptions(
                        TimeoutOptions.builder().timeoutSource(new Limits()).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_LIMIT)
                        .keepAlive(true)
                        .build())
                .build());
        connect();
    }

    /** Lettuce puts the whole URI into its messages, the password with it. */
    private static RedisURI parse(String uri) {
        try {
            return RedisURI.create(uri);
        } catch (IllegalArgumentException e) {
            LOG.debug("the URI of Redis is malformed: {}", e.getClass().getName());
            throw new IllegalArgumentException(
                    "skerry.redis is not valid: use redis://[USER:PASSWORD@]HOST:PORT[/DATABASE]");
        }
    }

    /** Lettuce reconnects only what was once connected, so the first connection is ours to try again. */
    private void connect() {
        if (closed) {
            return;
        }
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting =
                client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
        var _ = connecting.whenComplete((connected, failure) -> {
            if (failure == null) {
                complained = false;
                connection = connected;
                if (closed) {
                    var _ = connected.closeAsync();
                }
            } else if (!closed) {
                complain(failure);
                CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::connect);
            }
        });
    }

    private void complain(Throwable failure) {
        if (!complained) {
            complained = true;
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.warn("Redis at {}:{} is away, tried again until it answers: {}", uri.getHost(), uri.getPort(), cause);
        }
    }

    /** For commands; null before the first connection, and while Redis is silent. */
    @Nullable
    RedisAsyncCommands<byte[], byte[]> commands() {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        return current == null || silent.get() ? null : current.async();
    }

    /**
     * Asks and waits, for {@link #PATIENCE} at most: for threads that have nothing else to do.
     *
     * @throws AwayException if Redis is away, does not answer or refuses, or the thread is interrupted
     */
    <T> @Nullable T await(Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<@Nullable T>> question)
            throws AwayException {
        @Nullable RedisAsyncCommands<byte[], byte[]> commands = commands();
        if (commands == null) {
            throw new AwayException("Redis is away", null);
        }
        try {
            return question.apply(commands).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RedisException e) {
            throw new AwayException("Redis did not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwayException("the node ends", e);
        }
    }

    /** To be told of a command that was not answered in time. Answers come in order, so that of a ping proves that all have. */
    void unanswered() {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        if (current == null || !silent.compareAndSet(false, true)) {
            return;
        }
        if (!complainedOfSilence) {
            complainedOfSilence = true;
            LOG.warn("Redis at {}:{} does not answer, asked nothing until it does", uri.getHost(), uri.getPort());
        }
        try {
            var _ = current.async().ping().whenComplete((pong, failure) -> {
                if (failure instanceof RedisCommandTimeoutException && !closed) {
                    connection = null;
                    var _ = current.closeAsync();
                    connect();
                }
                silent.set(false);
            });
        } catch (RedisException e) { // refused before it was sent: the connection has just ended
            silent.set(false);
        }
    }

    /** True while Redis is there and answers. */
    boolean isOpen() {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        return current != null && current.isOpen() && !silent.get();
    }

    /** The ping is for finding out when Redis answers again. */
    private static final class Limits extends TimeoutOptions.TimeoutSource {
        @Override
        public long getTimeout(RedisCommand<?, ?, ?> command) {
            return (command.getType() == CommandType.PING ? SILENCE_LIMIT : COMMAND_LIMIT).toMillis();
        }
    }

    /** Ends it and its threads, within 4 s. */
    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, CLOSE);
        Future<?> ended = resources.shutdown(0, CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            ended.get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the threads of the Redis client did not end within {}", CLOSE, e);
        }
    }
}
