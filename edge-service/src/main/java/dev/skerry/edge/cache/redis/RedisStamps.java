package dev.skerry.edge.cache.redis;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.purge.ErasableTier.AwayException;
import dev.skerry.edge.purge.SharedStamps;
import dev.skerry.edge.purge.Stamp;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@link SharedStamps} in a Redis: a SCAN, of which Redis gives the keys of the site alone, and one script for each piece of
 * it. Beside the responses there is a key for each question that was taken on, {@code skerry-preview:LOG:QUESTION}, for a
 * minute. What has no stamp was written by another version, and is not seen.
 */
public final class RedisStamps implements SharedStamps {
    /** Entries that one SCAN passes: well below a millisecond of Redis. */
    private static final int PIECE = 200;

    /** Keys of which one script gives the stamps: a stamp may have 16 KB, and a key 32 of them. */
    private static final int KEYS = 50;

    private static final Duration CLAIMED = Duration.ofMinutes(1);

    private final RedisConnection connection;
    private final String prefix;
    private final String claims;

    RedisStamps(RedisConnection connection, String prefix) {
        this.connection = connection;
        this.prefix = prefix;
        this.claims = prefix.replaceFirst("^skerry:", "skerry-preview:");
    }

    @Override
    public boolean claim(UUID question) throws AwayException {
        byte[] key = utf8(claims + question);
        // Redis answers OK, or nothing if the key is there.
        return connection.await(commands ->
                        commands.set(key, new byte[] {'1'}, SetArgs.Builder.nx().px(CLAIMED)))
                != null;
    }

    @Override
    public Walk walk(SiteId site) {
        return new Scan(ScanArgs.Builder.limit(PIECE).match(prefix + site + ":*"));
    }

    private final class Scan implements Walk {
        private final ScanArgs args;
        private ScanCursor cursor = ScanCursor.INITIAL;

        Scan(ScanArgs args) {
            this.args = args;
        }

        @Override
        public int next(Visitor visitor) throws AwayException {
            if (cursor.isFinished()) {
                return -1;
            }
            KeyScanCursor<byte[]> found = connection.await(commands -> commands.scan(cursor, args));
            if (found == null) {
                throw new AwayException("Redis gave no keys", null);
            }
            List<byte[]> keys = found.getKeys();
            for (int from = 0; from < keys.size(); from += KEYS) {
                List<byte[]> some = keys.subList(from, Math.min(from + KEYS, keys.size()));
                look(some.toArray(byte[][]::new), visitor);
            }
            cursor = found;
            return Math.max(PIECE, keys.size());
        }

        private void look(byte[][] keys, Visitor visitor) throws AwayException {
            List<byte[]> found = connection.await(
                    commands -> commands.<List<byte[]>>eval(RedisScripts.SIZES, ScriptOutputType.MULTI, keys));
            if (found == null) {
                return;
            }
            for (int i = 0; i + 1 < found.size(); i += 2) {
                @Nullable Stamp stamp = StampFormat.read(found.get(i));
                if (stamp != null) {
                    visitor.response(stamp, Long.parseLong(new String(found.get(i + 1), StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
