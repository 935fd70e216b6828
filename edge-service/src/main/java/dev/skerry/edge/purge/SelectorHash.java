package dev.skerry.edge.purge;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of 64 bits that stand for a selector of a site. A purge hits a response exactly if the hash of the purge's
 * selector is among the {@linkplain #matching hashes of the response}, but for collisions, which only over-purge.
 *
 * <p>Text is absorbed four characters at a time, each string after its length and each kind of selector under a tag of
 * its own, so that no two selectors feed the same words. Every step is a full 64-bit mix, so the state of one path
 * prefix can be finished and the next segment absorbed on top of it: all prefixes of a path cost one pass.
 *
 * <p>Paths of more than {@value #MAX_SEGMENTS} segments are folded to that many, in selectors and in responses alike: a
 * deeper prefix hits everything below its ancestor of that depth. That bounds a response's hashes to
 * {@code 6 + 2 * (MAX_SEGMENTS + 1) + 2 * keys} and can only over-purge.
 *
 * <p><b>Keys of any case.</b> Whether case counts is said by the purge ({@link PurgeSelector.ByKeyOfAnyCase}), not by the node that
 * stored the response, whose rules may have been others. So a key that is not in lower case has a second hash, of its lower
 * case; a purge of any case marks that one, and the key as it stands in lower case, which has none.
 *
 * <p><b>Rewritten queries.</b> A site may answer several URLs with one response, because its key leaves parameters out or sorts
 * them. Then a purge of any of these URLs must hit that response, whose own URL is another one; and which rules a node had
 * when it stored a response, no purge can know. So such a response has two more hashes, of a kind of selector that
 * nobody writes: its path with any query, at its host and at every host ({@link #matchingRewritten}). A purge of a URL
 * {@linkplain #purged marks} the hash of its path of that kind besides its own. It so hits every response of a site with
 * such rules that has its path: more than was asked for, and never less. Responses of other sites have no such hash and
 * are hit as precisely as ever. Those that were stored before a site had such rules lack it, too, and are never used again,
 * since {@link dev.skerry.edge.policy.KeyPart} tells them apart.
 *
 * <p>The function is not keyed: whoever constructs a collision merely has more purged.
 */
public final class SelectorHash {
    /** Changes with the function: hashes that another version made are worth nothing (see the Redis tier). */
    public static final int VERSION = 2;

    /** How many path segments of a prefix are told apart. */
    public static final int MAX_SEGMENTS = 64;

    private static final long EVERYTHING = 1;
    private static final long HOST = 2;
    private static final long URL = 3;
    private static final long PREFIX = 4;
    private static final long KEY = 5;
    private static final long ANY_QUERY = 6;
    private static final long ANY_CASE = 7;

    private SelectorHash() {}

    /**
     * What a purge marks: the hash of its selector; also, of a URL, that of its path with any query, and of a key of any case,
     * that of the key in lower case.
     */
    public static long[] purged(SiteId site, PurgeSelector selector) {
        long own = of(site, selector);
        return switch (selector) {
            case PurgeSelector.ByUrl(ContentUrl url) -> new long[] {own, anyQuery(site, url.host(), url)};
            case PurgeSelector.ByKeyOfAnyCase(SurrogateKey key) -> new long[] {own, key(site, key)};
            case PurgeSelector.ByKey _, PurgeSelector.ByPrefix _, PurgeSelector.ByHost _, PurgeSelector.Everything _ ->
                new long[] {own};
        };
    }

    /** The hash of a purge's selector; never 0. */
    public static long of(SiteId site, PurgeSelector selector) {
        return switch (selector) {
            case PurgeSelector.Everything() -> finish(start(site, EVERYTHING));
            case PurgeSelector.ByHost(String host) -> finish(absorb(start(site, HOST), host));
            case PurgeSelector.ByUrl(ContentUrl url) -> url(site, url.host(), url);
            case PurgeSelector.ByKey(SurrogateKey key) -> key(site, key);
            case PurgeSelector.ByKeyOfAnyCase(SurrogateKey key) -> anyCase(site, key);
            case PurgeSelector.ByPrefix(ContentUrl prefix) -> prefix(site, prefix);
        };
    }

    /**
     * The hashes of every selector that hits the response to {@code url} with these keys.
     *
     * @param url of the request, normalised, with a host
     * @param keys of the response; at most {@link SurrogateKey#MAX_PER_RESPONSE} by the contract
     * @return a new array, in no particular order
     * @throws NullPointerException if {@code url} has no host
     */
    public static long[] matching(SiteId site, ContentUrl url, List<SurrogateKey> keys) {
        String host = Objects.requireNonNull(url.host(), "a response's URL has a host");
        int prefixes = 1 + Math.min(segments(url.path()), MAX_SEGMENTS);
        long[] hashes = new long[4 + 2 * prefixes + 2 * keys.size()];
        int count = 0;
        hashes[count++] = finish(start(site, EVERYTHING));
        hashes[count++] = finish(absorb(start(site, HOST), host));
        hashes[count++] = url(site, host, url);
        hashes[count++] = url(site, null, url);
        count = prefixes(prefixStart(site, host), url.path(), hashes, count);
        count = prefixes(prefixStart(site, null), url.path(), hashes, count);
        for (SurrogateKey key : keys) {
            hashes[count++] = key(site, key);
            SurrogateKey lower = key.inLowerCase();
            if (!lower.equals(key)) {
                hashes[count++] = anyCase(site, lower);
            }
        }
        return count == hashes.length ? hashes : Arrays.copyOf(hashes, count);
    }

    /**
     * {@link #matching} for a site whose key rewrites queries: also what a purge of any other URL with this path marks.
     *
     * @throws NullPointerException if {@code url} has no host
     */
    public static long[] matchingRewritten(SiteId site, ContentUrl url, List<SurrogateKey> keys) {
        long[] plain = matching(site, url, keys);
        long[] hashes = Arrays.copyOf(plain, plain.length + 2);
        hashes[plain.length] = anyQuery(site, url.host(), url);
        hashes[plain.length + 1] = anyQuery(site, null, url);
        return hashes;
    }

    private static long anyQuery(SiteId site, @Nullable String host, ContentUrl url) {
        return finish(absorb(absorbHost(start(site, ANY_QUERY), host), url.path()));
    }

    private static long url(SiteId site, @Nullable String host, ContentUrl url) {
        long state = absorbHost(start(site, URL), host);
        state = absorb(state, url.path());
        String query = url.query();
        return finish(query == null ? mix(state, -1) : absorb(state, query));
    }

    private static long key(SiteId site, SurrogateKey key) {
        return finish(absorb(start(site, KEY), key.value()));
    }

    private static long anyCase(SiteId site, SurrogateKey lower) {
        return finish(absorb(start(site, ANY_CASE), lower.value()));
    }

    /** A prefix ends at a segment border with or without its slash, as {@link PurgeSelector.ByPrefix} has it. */
    private static long prefix(SiteId site, ContentUrl prefix) {
        String path = prefix.path();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        long state = prefixStart(site, prefix.host());
        int from = 0;
        for (int depth = 0; depth < MAX_SEGMENTS && from < end; depth++) {
            int to = segmentEnd(path, from, end);
            state = absorb(state, path, from, to);
            from = to;
        }
        return finish(state);
    }

    /** Adds the prefixes of {@code path}, from the root to all of it, the slash before a segment counted to it. */
    private static int prefixes(long start, String path, long[] hashes, int first) {
        int count = first;
        long state = start;
        hashes[count++] = finish(state);
        int from = 0;
        for (int depth = 0; depth < MAX_SEGMENTS && from < path.length(); depth++) {
            int to = segmentEnd(path, from, path.length());
            state = absorb(state, path, from, to);
            hashes[count++] = finish(state);
            from = to;
        }
        return count;
    }

    private static int segments(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static int segmentEnd(String path, int from, int end) {
        int slash = path.indexOf('/', from + 1);
        return slash < 0 || slash > end ? end : slash;
    }

    private static long prefixStart(SiteId site, @Nullable String host) {
        return absorbHost(start(site, PREFIX), host);
    }

    private static long start(SiteId site, long kind) {
        return absorb(mix(0x5ce2_2a1e_d6e8_feb8L, kind), site.value());
    }

    private static long absorbHost(long state, @Nullable String host) {
        return host == null ? mix(state, -1) : absorb(state, host);
    }

    private static long absorb(long state, String text) {
        return absorb(state, text, 0, text.length());
    }

    private static long absorb(long state, String text, int from, int to) {
        long mixed = mix(state, to - from);
        int i = from;
        for (; i + 4 <= to; i += 4) {
            long word = text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48;
            mixed = mix(mixed, word);
        }
        long rest = 0;
        for (int shift = 0; i < to; i++, shift += 16) {
            rest |= (long) text.charAt(i) << shift;
        }
        return mix(mixed, rest);
    }

    /** One step: for a given word a bijection of the state, and the other way round (finaliser: Stafford's mix 13). */
    private static long mix(long state, long word) {
        long z = Long.rotateLeft(state, 23) * 0x9e37_79b9_7f4a_7c15L + word;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }

    /** 0 is kept for the index's empty slots. */
    private static long finish(long state) {
        long hash = mix(state, 0x2545_f491_4f6c_dd1dL);
        return hash == 0 ? 1 : hash;
    }
}
