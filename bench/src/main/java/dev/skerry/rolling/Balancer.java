package dev.skerry.rolling;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before several processes that do the same: it asks each every {@value #EVERY_MILLIS} ms whether it is ready, and
 * gives new requests to those that were, in turn; {@value #MISSES} times in a row without a yes, and it gives no more, as the
 * endpoints of a service in Kubernetes. It repeats nothing. A thread for each process. Thread-safe.
 */
final class Balancer implements AutoCloseable {
    private static final int EVERY_MILLIS = 200;
    private static final int MISSES = 3;

    private final List<Restartable> members;
    private final Set<Restartable> ready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** All members are ready. */
    Balancer(List<Restartable> members) {
        this.members = List.copyOf(members);
        ready.addAll(members);
        members.forEach(
                member -> Thread.ofVirtual().name("probe " + member.name()).start(() -> probe(member)));
    }

    private void probe(Restartable member) {
        try {
            int misses = 0;
            while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                misses = member.isReady() ? 0 : misses + 1;
                if (misses == 0) {
                    ready.add(member);
                } else if (misses >= MISSES) {
                    ready.remove(member);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who is to answer the next request; empty if nobody is ready. */
    Optional<Restartable> next() {
        int first = turn.getAndIncrement();
        for (int i = 0; i < members.size(); i++) {
            Restartable member = members.get(Math.floorMod(first + i, members.size()));
            if (ready.contains(member)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
