package dev.skerry.edge.cache.redis;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Responses that the nodes of a PoP share. Redis is a store and nothing more: purges do not go through it, every value
 * carries its fence, and each reader validates by its own index (R3).
 *
 * <p>One Redis hash per cache key, named {@code skerry:LOG:SITE:DIGEST}. LOG is the identity of the purge log, because a
 * fence of another log means nothing; DIGEST is short, so the full key is in the value and compared when it is read: a
 * collision is a miss. The fields of the hash are described by {@link VariantIndex}, their values by {@link ValueFormat}.
 * A find takes one round trip, two where the response varies. A store is one script: it replaces the variant, drops the
 * oldest beyond {@link CacheTier#MAX_VARIANTS}, and sets the time to live, all or nothing.
 *
 * <p>Limits: bodies over {@value #MAX_BODY_BYTES} bytes are not stored; {@value #MAX_WRITING_BYTES} bytes may be on their way
 * into Redis; a hash lives as long as its freshest response is fresh and a day more (to be served stale or revalidated), at
 * least an hour and at most a week; for the rest see {@link RedisConnection}. A failure is a miss and counted, and while
 * Redis is away or silent there is one line in the log, not one per request.
 *
 * <p>Results complete on a thread of the Redis client, which must not be kept.
 */
public final class RedisTier implements CacheTier, AutoCloseable {
    /** The largest body that is stored. */
    public static final int MAX_BODY_BYTES = 8 << 20;

    private static final int MAX_WRITING_BYTES = 32 << 20;
    private static final Duration STALE_WINDOW = Duration.ofDays(1);
    private static final Duration MIN_TTL = Duration.ofHours(1);
    private static final Duration MAX_TTL = Duration.ofDays(7);

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final RedisConnection connection;
    private final String prefix;
    private final InstantSource clock;
    private final BiFunction<String, String, String> digest;
    private final AtomicLong writing = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder failures = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean closed;

    /**
     * Begins to connect; until then every find is a miss.
     *
     * @param uri {@code redis://[USER:PASSWORD@]HOST:PORT[/DATABASE]}
     * @param logId of the purge log that fences are of, {@code LogExtent.logId()}
     * @param clock that response times were taken from
     * @throws IllegalArgumentException if {@code uri} is malformed
     */
    public RedisTier(String uri, String logId, InstantSource clock) {
        this(uri, logId, clock, Digest::of);
    }

    /** @param digest of two texts, as short as a test wants it */
    RedisTier(String uri, String logId, InstantSource clock, BiFunction<String, String, String> digest) {
        this.connection = new RedisConnection(uri);
        this.prefix = "skerry:" + logId + ":";
        this.clock = clock;
        this.digest = digest;
    }

    @Override
    public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
        byte[] name = name(key);
        return ask(commands -> commands.hmget(name, utf8(VariantIndex.FIELD), utf8(VariantIndex.BASE))
                .thenCompose(values -> choose(commands, key, name, values, requestFields)));
    }

    private CompletionStage<@Nullable StoredResponse> choose(
            RedisAsyncCommands<byte[], byte[]> commands,
            CacheKey key,
            byte[] name,
            List<KeyValue<byte[], byte[]>> values,
            Fields requestFields) {
        byte[] index = values.get(0).getValueOrElse(null);
        VariantIndex.Choice choice = index == null ? null : VariantIndex.choose(index, requestFields, digest);
        if (choice == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (choice.field().equals(VariantIndex.BASE)) {
            return CompletableFuture.completedFuture(
                    read(key, choice.variant(), values.get(1).getValueOrElse(null)));
        }
        return commands.hget(name, utf8(choice.field())).thenApply(value -> read(key, choice.variant(), value));
    }

    /** A value that Redis no longer has, or of another key or variant, is a miss; one that cannot be read is counted, too. */
    private @Nullable StoredResponse read(CacheKey key, String variant, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        StoredResponse response = ValueFormat.read(value);
        if (response == null) {
            damaged.increment();
            return null;
        }
        return response.key().equals(key) && response.variant().equals(variant) ? response : null;
    }

    @Override
    public CompletionStage<Void> store(StoredResponse response) {
        Body body = response.body();
        Vary vary = Vary.of(response.view().head());
        if (body.state() != Body.State.COMPLETE
                || !body.isRetained()
                || body.length() > MAX_BODY_BYTES
                || vary.isAny()) {
            return DONE;
        }
        if (!connection.isOpen()) {
            refused.increment();
            return DONE;
        }
        long size = response.weight();
        if (writing.addAndGet(size) > MAX_WRITING_BYTES) {
            writing.addAndGet(-size);
            refused.increment();
            return DONE;
        }
        byte[][] keys = {name(response.key())};
        byte[][] arguments = {
            utf8(VariantIndex.fieldOf(vary, response.variant(), digest)),
            utf8(VariantIndex.names(vary)),
            ValueFormat.write(response),
            utf8(Long.toString(timeToLive(response.view()).toMillis())),
            utf8(Integer.toString(MAX_VARIANTS)),
            StampFormat.write(response.stamp())
        };
        return ask(commands -> commands.<Long>eval(RedisScripts.STORE, ScriptOutputType.INTEGER, keys, arguments))
                .thenCompose(done -> {
                    writing.addAndGet(-size);
                    return done == null ? later() : DONE;
                });
    }

    /** A command without an answer may still be on its way to a Redis that hangs, and is taken for done only after this. */
    private static CompletionStage<Void> later() {
        return CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(RedisConnection.UNCERTAIN.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public CompletionStage<Void> erase(StoredResponse response) {
        Vary vary = Vary.of(response.view().head());
        byte[] field = utf8(VariantIndex.fieldOf(vary, response.variant(), digest));
        return erase(name(response.key()), field, StampFormat.write(response.stamp()))
                .thenCompose(done -> done == null && !closed ? later().thenCompose(again -> erase(response)) : DONE);
    }

    /** Removes the response in {@code field} if it has this stamp; null where Redis does not say that it has done so. */
    private CompletionStage<@Nullable Long> erase(byte[] name, byte[] field, byte[] stamp) {
        byte[][] keys = {name};
        return ask(commands -> commands.<Long>eval(RedisScripts.ERASE, ScriptOutputType.INTEGER, keys, field, stamp));
    }

    /** How the nodes of the PoP erase what is in here; {@code node} is this one's name among them. */
    public RedisErasure erasure(String node, int keysPerSecond) {
        return new RedisErasure(connection, prefix, node, keysPerSecond);
    }

    /** How what is in here is counted for a preview of a purge. */
    public RedisStamps stamps() {
        return new RedisStamps(connection, prefix);
    }

    @Override
    public void remove(CacheKey key) {
        ask(commands -> commands.unlink(name(key)));
    }

    /** Sends, and turns whatever goes wrong into null. */
    private <T> CompletionStage<@Nullable T> ask(
            Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<@Nullable T>> question) {
        RedisAsyncCommands<byte[], byte[]> commands = connection.commands();
        if (commands == null || waiting.get() >= RedisConnection.MAX_WAITING) {
            failures.increment();
            return CompletableFuture.completedFuture(null);
        }
        waiting.incrementAndGet();
        try {
            return question.apply(commands).handle((answer, failure) -> {
                if (isTimeout(failure)) {
                    connection.unanswered(); // before another question may take its place
                }
                waiting.decrementAndGet();
                if (failure != null) {
                    failures.increment();
                    return null;
                }
                return answer;
            });
        } catch (RedisException e) { // refused before it was sent
            waiting.decrementAndGet();
            failures.increment();
            return CompletableFuture.completedFuture(null);
        }
    }

    private static boolean isTimeout(@Nullable Throwable failure) {
        return failure instanceof RedisCommandTimeoutException
                || (failure != null && failure.getCause() instanceof RedisCommandTimeoutException);
    }

    private Duration timeToLive(StoredView view) {
        long fresh = view.lifetime().millis() - view.ageMs(clock.millis());
        long wanted = Math.max(fresh, 0) + STALE_WINDOW.toMillis();
        return Duration.ofMillis(Math.clamp(wanted, MIN_TTL.toMillis(), MAX_TTL.toMillis()));
    }

    private byte[] name(CacheKey key) {
        SiteId site = key.site();
        return utf8(prefix + site + ":" + digest.apply(key.host(), key.url().target()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** True while Redis is there. */
    public boolean isOpen() {
        return connection.isOpen();
    }

    /** Questions that failed, by whatever reason, since the start. */
    public long failures() {
        return failures.sum();
    }

    /** Values that were damaged or foreign. */
    public long damaged() {
        return damaged.sum();
    }

    /** Responses that were not stored because Redis was away or too slow. */
    public long refused() {
        return refused.sum();
    }

    /** Ends the connection, within 4 s. */
    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
