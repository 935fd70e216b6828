package dev.skerry.edge.origin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of upstreams' names, in the order in which one request tries them: each name's first address is another one each
 * time, and one that could not be connected to comes last for {@link #DOUBT}. Vert.x would look a name up once, and stay with
 * what it has found for as long as the name is in use. Thread-safe.
 */
final class Addresses {
    private static final int MOST_TRIED = 4;
    private static final int MOST_NAMES = 10_000;
    private static final Duration DOUBT = Duration.ofSeconds(5);

    /** Looks a name up, in DNS or in a cache that minds how long DNS says that an answer holds. */
    @FunctionalInterface
    interface Directory {
        /** The addresses, the preferred family first; fails if there are none. */
        Future<List<InetAddress>> find(String name);
    }

    private final Directory directory;
    private final AtomicInteger turn = new AtomicInteger();

    /** What a name was found to have last, for when it can't be looked up. */
    private final Cache<String, List<String>> last =
            Caffeine.newBuilder().maximumSize(MOST_NAMES).build();

    private final Cache<String, Boolean> doubtful;

    Addresses(Directory directory, Ticker nanoTime) {
        this.directory = directory;
        doubtful = Caffeine.newBuilder()
                .maximumSize(MOST_NAMES)
                .expireAfterWrite(DOUBT)
                .ticker(nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /**
     * What {@code name} stands for, as literal addresses, {@value #MOST_TRIED} at most; an address stands for itself. Fails if
     * the name is not known and never was.
     */
    Future<List<String>> of(String name) {
        if (NetUtil.isValidIpV4Address(name) || name.indexOf(':') >= 0) {
            return Future.succeededFuture(List.of(name));
        }
        return directory
                .find(name)
                .map(found -> {
                    List<String> addresses = ofOneFamily(found);
                    last.put(name, addresses);
                    return addresses;
                })
                .recover(unknown -> {
                    @Nullable List<String> before = last.getIfPresent(name);
                    return before == null ? Future.failedFuture(unknown) : Future.succeededFuture(before);
                })
                .map(this::order);
    }

    /** A node without IPv6 can't reach what a name has there, and need not find that out each time. */
    private static List<String> ofOneFamily(List<InetAddress> found) {
        Class<?> family = found.getFirst().getClass();
        return found.stream()
                .filter(address -> address.getClass().equals(family))
                .map(InetAddress::getHostAddress)
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> order(List<String> addresses) {
        if (addresses.size() == 1) {
            return addresses;
        }
        int first = Math.floorMod(turn.getAndIncrement(), addresses.size());
        List<String> good = new ArrayList<>();
        List<String> doubted = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get((first + i) % addresses.size());
            (doubtful.getIfPresent(address) == null ? good : doubted).add(address);
        }
        good.addAll(doubted);
        return good.subList(0, Math.min(good.size(), MOST_TRIED));
    }

    /** No connection to {@code address} came about. */
    void doubt(String address) {
        doubtful.put(address, true);
    }
}
