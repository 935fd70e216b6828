package dev.skerry.purge.preview;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.log.PreviewLog;
import dev.skerry.purge.preview.PreviewRefusedException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks every node what a purge would hit, and waits for the answers. At most {@value #MAX_AT_A_TIME} questions at a time, which
 * is as many as a node lets wait. Thread-safe; blocks its caller, who should be a virtual thread.
 */
public final class Previews {
    /** The most previews at a time. */
    public static final int MAX_AT_A_TIME = 16;

    /** A node that has been silent for so long is not waited for: it reports every second, and has died or is cut off. */
    static final Duration SILENT = Duration.ofSeconds(5);

    private final PreviewLog log;
    private final Supplier<Map<NodeId, Duration>> serving;
    private final InstantSource clock;
    private final Semaphore turns = new Semaphore(MAX_AT_A_TIME);

    /**
     * Asks by {@code log}.
     *
     * @param serving the nodes that serve by their reports, and for how long each has been silent
     */
    public Previews(PreviewLog log, Supplier<Map<NodeId, Duration>> serving, InstantSource clock) {
        this.log = log;
        this.serving = serving;
        this.clock = clock;
    }

    /** Who has answered, and who is still waited for. */
    private static final class Answers {
        private final Map<NodeId, PreviewAnswer> byNode = new ConcurrentHashMap<>();
        private final Set<NodeId> awaited;
        private final CountDownLatch all = new CountDownLatch(1);

        Answers(Set<NodeId> awaited) {
            this.awaited = new HashSet<>(awaited);
        }

        /** Called by the reader of the answers alone. */
        void take(PreviewAnswer answer) {
            byNode.putIfAbsent(answer.node(), answer);
            awaited.remove(answer.node());
            if (awaited.isEmpty()) {
                all.countDown();
            }
        }
    }

    /**
     * What a purge by these selectors would hit, once every node that serves has answered or {@code timeout} has passed; at
     * once where no node serves. Nodes that have been {@link #SILENT} are missing if they do not answer meanwhile.
     *
     * @param selectors as they would stand in the purge log
     * @throws PreviewRefusedException if nobody was asked
     */
    public PurgePreview preview(SiteId site, List<PurgeSelector> selectors, Duration timeout) {
        if (!turns.tryAcquire()) {
            throw new PreviewRefusedException(Reason.TOO_BUSY, MAX_AT_A_TIME + " previews are under way already", null);
        }
        try {
            Map<NodeId, Duration> fleet = serving.get();
            Set<NodeId> expected = fleet.keySet();
            Answers answers = new Answers(expected.stream()
                    .filter(node -> SILENT.compareTo(fleet.getOrDefault(node, Duration.ZERO)) > 0)
                    .collect(Collectors.toSet()));
            if (!answers.awaited.isEmpty()) {
                ask(new PreviewRequest(UUID.randomUUID(), site, selectors, clock.instant()), answers, timeout);
            }
            return PreviewFold.of(site, selectors, List.copyOf(answers.byNode.values()), expected);
        } catch (PreviewLog.NotAskedException e) {
            throw new PreviewRefusedException(
                    e.isTooLarge() ? Reason.TOO_LARGE : Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PreviewRefusedException(Reason.UNAVAILABLE, "the service is stopping", e);
        } finally {
            turns.release();
        }
    }

    private void ask(PreviewRequest request, Answers answers, Duration timeout)
            throws PreviewLog.NotAskedException, InterruptedException {
        try (PreviewLog.Asked _ = log.ask(request, answers::take)) {
            // Whether all were in time shows in the answers.
            boolean _ = answers.all.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
