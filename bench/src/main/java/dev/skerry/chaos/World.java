package dev.skerry.chaos;

import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to ask for, in which version it is, and in which version it must be served at least. A thing's version only
 * grows. A purge promises the versions that the origin had before the purge was sent: a node whose receipt the publisher has
 * seen, or any node once the purge is complete, must serve nothing older to a request that is sent afterwards. Thread-safe.
 */
public final class World {
    /**
     * The sites whose things any publisher changes, in {@link ChaosOrigin}. They are named by their lease policies; {@code
     * available} promises nothing, so there is none of it.
     */
    public static final List<String> SITES = List.of("strict", "bounded");

    /** The site whose things are in the content store of origin-service, each with a writer of its own. */
    public static final String STORE = "store";

    private static final int PER_SITE = 120;

    /** The first thing of {@link #STORE}; the things below it belong to {@link #SITES}. */
    static final int FIRST_STORED = PER_SITE * SITES.size();

    /** Things of all sites. */
    public static final int THINGS = FIRST_STORED + 60;

    private static final int HOT = 24;
    private static final int DIRECTORIES = 6;
    private static final int KEYS = 10;
    private static final int MOST_URLS = 8;

    /** Builds a world where everything is in version 0, and nothing is promised. */
    public World() {}

    private final AtomicLongArray versions = new AtomicLongArray(THINGS);
    private final AtomicReferenceArray<@Nullable Floor> everywhere = new AtomicReferenceArray<>(THINGS);
    private final AtomicReferenceArray<@Nullable Floor> committed = new AtomicReferenceArray<>(THINGS);
    private final Map<String, AtomicReferenceArray<@Nullable Floor>> atNodes = new ConcurrentHashMap<>();

    /**
     * What must be served at least.
     *
     * @param version of the thing
     * @param purge that promised it
     */
    public record Floor(long version, PurgeStatus purge) {}

    /**
     * One change of content and the purge that follows it.
     *
     * @param site of all things
     * @param purge that hits them, and perhaps others
     * @param things in their numbers
     */
    public record Change(SiteId site, PurgeRequest purge, List<Integer> things) {}

    /** The version of each thing of a change, as the origin has it since before the purge was sent. */
    public record Published(Change change, Map<Integer, Long> versions) {}

    /** The site of a thing. */
    public static String site(int thing) {
        return isStored(thing) ? STORE : SITES.get(thing / PER_SITE);
    }

    /** Whether the content store has it. */
    static boolean isStored(int thing) {
        return thing >= FIRST_STORED;
    }

    /** The host of its site. */
    public static String host(int thing) {
        return site(thing) + ".localhost";
    }

    /** Where it is at its host. */
    public static String path(int thing) {
        return directory(thing) + "/o" + thing;
    }

    private static String directory(int thing) {
        return "/d" + thing % DIRECTORIES;
    }

    /** The surrogate key. */
    public static String key(int thing) {
        return "k" + thing % KEYS;
    }

    /** The thing that a path names; -1 if it is none. */
    static int thing(String path) {
        int at = path.lastIndexOf("/o");
        try {
            int thing = at < 0 ? -1 : Integer.parseInt(path.substring(at + 2));
            return thing < THINGS ? thing : -1;
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    /** The version that the origin serves; of what is stored, the newest that anybody tried to store. */
    public long version(int thing) {
        return versions.get(thing);
    }

    /** Any thing, every second time one of few. */
    public static int any(RandomGenerator random) {
        int thing = random.nextInt(random.nextBoolean() ? HOT : THINGS);
        return thing < HOT ? thing * (THINGS / HOT) : thing;
    }

    /** A change by chance: single things mostly, and now and then all of a site. */
    public Change change(RandomGenerator random) {
        int site = random.nextInt(SITES.size());
        String name = SITES.get(site);
        int any = site * PER_SITE + random.nextInt(PER_SITE);
        PurgeMode mode = random.nextInt(4) == 0 ? PurgeMode.SOFT : PurgeMode.HARD;
        int kind = random.nextInt(100);
        if (kind < 40) {
            return change(name, List.of(any), List.of(url(any)), List.of(), List.of(), List.of(), false, mode);
        }
        if (kind < 50) {
            List<Integer> some = IntStream.range(0, 1 + random.nextInt(MOST_URLS))
                    .mapToObj(i -> site * PER_SITE + random.nextInt(PER_SITE))
                    .distinct()
                    .toList();
            List<String> urls = some.stream().map(World::url).toList();
            return change(name, some, urls, List.of(), List.of(), List.of(), false, mode);
        }
        if (kind < 75) {
            List<Integer> hit =
                    of(site).filter(thing -> key(thing).equals(key(any))).toList();
            return change(name, hit, List.of(), List.of(key(any)), List.of(), List.of(), false, mode);
        }
        if (kind < 90) {
            List<Integer> hit = of(site).filter(thing -> directory(thing).equals(directory(any)))
                    .toList();
            return change(name, hit, List.of(), List.of(), List.of(directory(any)), List.of(), false, mode);
        }
        List<Integer> all = of(site).toList();
        return kind < 95
                ? change(name, all, List.of(), List.of(), List.of(), List.of(host(any)), false, mode)
                : change(name, all, List.of(), List.of(), List.of(), List.of(), true, mode);
    }

    /** A hard purge of all of a site, with nothing changed. */
    Change everything(int site) {
        return change(
                SITES.get(site), of(site).toList(), List.of(), List.of(), List.of(), List.of(), true, PurgeMode.HARD);
    }

    private static Change change(
            String site,
            List<Integer> things,
            List<String> urls,
            List<String> keys,
            List<String> prefixes,
            List<String> hosts,
            boolean everything,
            PurgeMode mode) {
        return new Change(new SiteId(site), new PurgeRequest(urls, keys, prefixes, hosts, everything, mode), things);
    }

    private static Stream<Integer> of(int site) {
        return IntStream.range(site * PER_SITE, (site + 1) * PER_SITE).boxed();
    }

    /** Half of them without a host. */
    private static String url(int thing) {
        return thing % 2 == 0 ? path(thing) : "http://" + host(thing) + path(thing);
    }

    /** The next version of something stored, which its writer is about to put into the store. */
    Published next(int thing) {
        return publish(change(
                STORE, List.of(thing), List.of(url(thing)), List.of(), List.of(), List.of(), false, PurgeMode.HARD));
    }

    /** Puts a new version of each thing into the origin. */
    public Published publish(Change change) {
        Map<Integer, Long> now = new ConcurrentHashMap<>();
        change.things().forEach(thing -> now.put(thing, versions.incrementAndGet(thing)));
        return new Published(change, now);
    }

    /** What a publisher has been told of its purge. */
    public void promise(Published published, PurgeStatus status) {
        raise(committed, published, status);
        for (Receipt receipt : status.receipts()) {
            switch (receipt.state()) {
                case APPLIED, ERASED ->
                    raise(
                            atNodes.computeIfAbsent(receipt.node().value(), node -> new AtomicReferenceArray<>(THINGS)),
                            published,
                            status);
                case PENDING, FENCED, DRAINED -> {}
            }
        }
        if (status.state().reaches(PurgeStatus.State.COMPLETE)) {
            raise(everywhere, published, status);
        }
    }

    private static void raise(AtomicReferenceArray<@Nullable Floor> floors, Published published, PurgeStatus status) {
        published
                .versions()
                .forEach((thing, version) -> floors.accumulateAndGet(
                        thing,
                        new Floor(version, status),
                        (before, now) ->
                                before == null || (now != null && before.version < now.version) ? now : before));
    }

    /** What {@code node} must serve at least of a thing from now on; null if nothing was promised. */
    public @Nullable Floor floor(String node, int thing) {
        Floor all = everywhere.get(thing);
        AtomicReferenceArray<@Nullable Floor> own = atNodes.get(node);
        Floor here = own == null ? null : own.get(thing);
        return all == null || (here != null && here.version > all.version) ? here : all;
    }

    /** The newest purge of a thing that is committed: who names its position must be served nothing older anywhere. */
    @Nullable
    Floor committed(int thing) {
        return committed.get(thing);
    }
}
