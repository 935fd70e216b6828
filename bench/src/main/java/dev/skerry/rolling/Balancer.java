package dev.skerry.rolling;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before several processes that do the same, as a Service of Kubernetes does where they are deployed as in {@code
 * deploy/kubernetes}: a member is asked every two seconds whether it is ready, and is out after so many times in a row without
 * a yes; one that is told to end is out half a second later, and back once it was started again and is ready. New requests go to
 * those that are in, in turn; none is repeated. A thread for each member. Thread-safe.
 */
final class Balancer implements AutoCloseable {
    /** The {@code failureThreshold} of an edge's readiness. */
    static final int MISSES_OF_EDGE = 15;

    /** That of the services of the centre. */
    static final int MISSES_OF_SERVICE = 2;

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Until all machines know that a pod ends. */
    private static final Duration SPREAD = Duration.ofMillis(500);

    private final List<Restartable> members;
    private final int misses;
    private final Ledger ledger;
    private final Set<Restartable> in = ConcurrentHashMap.newKeySet();
    private final Set<Restartable> ending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** All members are ready. */
    Balancer(List<Restartable> members, int misses, Ledger ledger) {
        this.members = List.copyOf(members);
        this.misses = misses;
        this.ledger = ledger;
        in.addAll(members);
        members.forEach(
                member -> Thread.ofVirtual().name("probe " + member.name()).start(() -> probe(member)));
    }

    private void probe(Restartable member) {
        try {
            int missed = 0;
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean ready = member.isReady();
                if (ending.contains(member)) {
                    continue;
                }
                missed = ready ? 0 : missed + 1;
                if (ready) {
                    in.add(member);
                } else if (in.contains(member)) {
                    ledger.note("probes that found " + member.name() + " not ready, which nobody had told to end");
                    if (missed >= misses) {
                        in.remove(member);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A process is told to end at this moment; nothing happens if it is no member. */
    void ends(Restartable process) {
        if (members.contains(process)) {
            ending.add(process);
            Thread.ofVirtual().start(() -> {
                try {
                    boolean _ = closed.await(SPREAD.toMillis(), TimeUnit.MILLISECONDS);
                    in.remove(process);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** A process has ended and was started again. */
    void startsAgain(Restartable process) {
        ending.remove(process);
    }

    /** Who is to answer the next request; empty if nobody is in. */
    Optional<Restartable> next() {
        int first = turn.getAndIncrement();
        for (int i = 0; i < members.size(); i++) {
            Restartable member = members.get(Math.floorMod(first + i, members.size()));
            if (in.contains(member)) {
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
