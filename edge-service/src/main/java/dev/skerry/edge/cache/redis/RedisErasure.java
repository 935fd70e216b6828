package dev.skerry.edge.cache.redis;

import dev.skerry.edge.purge.SharedErasure;
import dev.skerry.edge.purge.Stamp;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@link SharedErasure} in a Redis. Beside the responses there are three keys, {@code skerry-erasure:LOG:} and {@code lock},
 * {@code asked} (by node, its ticket) and {@code done} (by node, the ticket and how far the walk had applied). They may go at
 * any time, as everything in there: then nodes ask again.
 *
 * <p>A walk is a SCAN with a script for each key, which gives stamps and no content. What has no stamp was written by another
 * version, and goes: nobody could tell whether it is dead. Used by one thread, which waits for each answer.
 */
public final class RedisErasure implements SharedErasure {
    private static final Duration LOCK = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MAX_BATCH = 100;

    private final RedisConnection connection;
    private final String prefix;
    private final byte[] node;
    private final byte[] lock;
    private final byte[] asked;
    private final byte[] done;
    private final int batch;
    private final LongAdder erased = new LongAdder();
    private final LongAdder walks = new LongAdder();

    RedisErasure(RedisConnection connection, String prefix, String node, int keysPerSecond) {
        this.connection = connection;
        this.prefix = prefix;
        this.node = utf8(node);
        String own = prefix.replaceFirst("^skerry:", "skerry-erasure:");
        this.lock = utf8(own + "lock");
        this.asked = utf8(own + "asked");
        this.done = utf8(own + "done");
        this.batch = Math.clamp(keysPerSecond / 10, 1, MAX_BATCH);
    }

    /** Responses that walks of this node have removed since the start. */
    public long erased() {
        return erased.sum();
    }

    /** Walks that this node has brought to their end since the start. */
    public long walks() {
        return walks.sum();
    }

    @Override
    public void ask(String ticket) throws AwayException {
        await(commands -> commands.hset(asked, node, utf8(ticket)));
        await(commands -> commands.pexpire(asked, KEPT));
    }

    @Override
    public @Nullable Map<Integer, Long> answer(String ticket) throws AwayException {
        byte[] known = await(commands -> commands.hget(asked, node));
        if (known == null || !text(known).equals(ticket)) {
            throw new AwayException("Redis has forgotten what was asked", null);
        }
        byte[] answer = await(commands -> commands.hget(done, node));
        String text = answer == null ? "" : text(answer);
        return text.startsWith(ticket + " ") ? offsets(text.substring(ticket.length() + 1)) : null;
    }

    @Override
    public boolean hold() throws AwayException {
        byte[][] keys = {lock};
        Long held = await(commands -> commands.<Long>eval(
                RedisScripts.HOLD, ScriptOutputType.INTEGER, keys, node, utf8(Long.toString(LOCK.toMillis()))));
        return held != null && held == 1;
    }

    @Override
    public Map<String, String> tickets() throws AwayException {
        Map<byte[], byte[]> all = await(commands -> commands.hgetall(asked));
        Map<String, String> tickets = new HashMap<>();
        if (all != null) {
            all.forEach((name, ticket) -> tickets.put(text(name), text(ticket)));
        }
        return tickets;
    }

    @Override
    public void answered(Map<String, String> tickets, Map<Integer, Long> upTo) throws AwayException {
        walks.increment();
        for (Map.Entry<String, String> ticket : tickets.entrySet()) {
            byte[] answer = utf8(ticket.getValue() + " " + text(upTo));
            await(commands -> commands.hset(done, utf8(ticket.getKey()), answer));
        }
        await(commands -> commands.pexpire(done, KEPT));
        byte[][] keys = {lock};
        await(commands -> commands.<Long>eval(RedisScripts.RELEASE, ScriptOutputType.INTEGER, keys, node));
    }

    @Override
    public Walk walk() {
        return new Scan();
    }

    /** One SCAN from its beginning to its end. */
    private final class Scan implements Walk {
        private final ScanArgs args = ScanArgs.Builder.limit(batch).match(prefix + "*");
        private ScanCursor cursor = ScanCursor.INITIAL;

        @Override
        public int next(Predicate<Stamp> dead) throws AwayException {
            if (cursor.isFinished()) {
                return -1;
            }
            KeyScanCursor<byte[]> found = await(commands -> commands.scan(cursor, args));
            if (found == null) {
                throw new AwayException("Redis gave no keys", null);
            }
            for (byte[] key : found.getKeys()) {
                look(key, dead);
            }
            cursor = found;
            return Math.max(batch, found.getKeys().size());
        }
    }

    private void look(byte[] key, Predicate<Stamp> dead) throws AwayException {
        byte[][] keys = {key};
        List<byte[]> found =
                await(commands -> commands.<List<byte[]>>eval(RedisScripts.STAMPS, ScriptOutputType.MULTI, keys));
        if (found == null) {
            return;
        }
        for (int i = 0; i + 1 < found.size(); i += 2) {
            byte[] field = found.get(i);
            byte[] bytes = found.get(i + 1);
            @Nullable Stamp stamp = StampFormat.read(bytes);
            if (stamp == null || dead.test(stamp)) {
                Long gone = await(commands ->
                        commands.<Long>eval(RedisScripts.ERASE, ScriptOutputType.INTEGER, keys, field, bytes));
                erased.add(gone == null ? 0 : gone);
            }
        }
    }

    private <T> @Nullable T await(Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<@Nullable T>> question)
            throws AwayException {
        return connection.await(question);
    }

    private static String text(Map<Integer, Long> offsets) {
        List<String> parts = new ArrayList<>();
        offsets.forEach((partition, offset) -> parts.add(partition + ":" + offset));
        return String.join(",", parts);
    }

    private static Map<Integer, Long> offsets(String text) throws AwayException {
        Map<Integer, Long> offsets = new HashMap<>();
        try {
            for (String part : text.split(",", -1)) {
                int colon = part.indexOf(':');
                offsets.put(Integer.parseInt(part.substring(0, colon)), Long.parseLong(part.substring(colon + 1)));
            }
            return offsets;
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            throw new AwayException("Redis has an answer that can't be read", foreign);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
