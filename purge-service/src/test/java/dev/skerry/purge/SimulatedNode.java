package dev.skerry.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What purge-service sees of an edge: a reader of the purge log that reports how far it has got, over a real Kafka. */
public final class SimulatedNode implements AutoCloseable {
    private static final List<TopicPartition> PURGES = IntStream.range(0, Topics.PURGES.partitions())
            .mapToObj(partition -> new TopicPartition(Topics.PURGES.name(), partition))
            .toList();
    private static final TopicPartition PREVIEWS = new TopicPartition(Topics.PREVIEWS.name(), 0);
    private static final Duration IDLE = Duration.ofMillis(100);

    private final NodeId node;
    private final PopId pop;
    private final long incarnation = System.nanoTime();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Integer, Long> applied = new TreeMap<>();
    private final CompletableFuture<Void> serving = new CompletableFuture<>();
    private final Thread thread;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;
    private volatile String lastTraceparent = "";
    private long sequence;
    private boolean silent;
    private Map<Integer, Long> erased = Map.of();
    private Function<PreviewRequest, Optional<PreviewAnswer>> previewing = request -> Optional.empty();
    private final AtomicInteger previewsAsked = new AtomicInteger();
    private volatile @Nullable PreviewRequest lastPreview;

    private SimulatedNode(String kafka, String name) {
        this.node = new NodeId(name);
        this.pop = new PopId(name.substring(0, name.indexOf('-')));
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", 0, "acks", "1", "enable.idempotence", false),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = Thread.ofPlatform().name("node-" + name).daemon().start(this::run);
    }

    /** Starts a node named {@code POP-NUMBER}; returns once it has caught up and its report is in Kafka. */
    public static SimulatedNode start(String kafka, String name) {
        SimulatedNode started = new SimulatedNode(kafka, name);
        started.serving.orTimeout(20, TimeUnit.SECONDS).join();
        return started;
    }

    /** Applies nothing more from now on, though it goes on reporting, until {@link #resume}. */
    public void hold() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        commands.add(() -> {
            consumer.pause(PURGES);
            held.complete(null);
        });
        held.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Reports nothing more until it is closed: it is out of reach, or dead. */
    public void vanish() {
        commands.add(() -> silent = true);
        hold();
    }

    /** Applies again. */
    public void resume() {
        commands.add(() -> consumer.resume(PURGES));
    }

    /** Reports that everything is erased that was hit by what is applied now. */
    public void erase() {
        commands.add(() -> {
            erased = Map.copyOf(applied);
            report(NodeReport.State.SERVING);
        });
    }

    /** Answers previews from now on with these numbers, on this node's thread; returns once it hears of them. */
    public void answerPreviews(PreviewAnswer.Count memory, PreviewAnswer.@Nullable Count shared, String... samples) {
        preview(request -> Optional.of(new PreviewAnswer(request.id(), pop, node, memory, shared, List.of(samples))));
    }

    /** Hears of previews from now on, and says nothing to them. */
    public void ignorePreviews() {
        preview(request -> Optional.empty());
    }

    private void preview(Function<PreviewRequest, Optional<PreviewAnswer>> answering) {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        commands.add(() -> {
            previewing = answering;
            if (!consumer.assignment().contains(PREVIEWS)) {
                consumer.assign(
                        Stream.concat(PURGES.stream(), Stream.of(PREVIEWS)).toList());
                consumer.seekToEnd(List.of(PREVIEWS));
                consumer.position(PREVIEWS);
            }
            heard.complete(null);
        });
        heard.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** How many previews this node has heard of. */
    public int previewsAsked() {
        return previewsAsked.get();
    }

    /** What was asked last; null if nothing was. */
    public @Nullable PreviewRequest lastPreview() {
        return lastPreview;
    }

    private void previewed(ConsumerRecord<byte[], byte[]> record) {
        PreviewRequest request = Json.readMessage(record.value(), PreviewRequest.class);
        lastPreview = request;
        previewsAsked.incrementAndGet();
        previewing.apply(request).ifPresent(answer -> {
            var _ = producer.send(
                    new ProducerRecord<>(Topics.PREVIEW_ANSWERS.name(), 0, record.key(), Json.write(answer)));
            producer.flush();
        });
    }

    /** The header of the record applied last; empty if there is none. */
    public String lastTraceparent() {
        return lastTraceparent;
    }

    private void run() {
        try (consumer;
                producer) {
            consumer.assign(PURGES);
            Map<TopicPartition, Long> ends = consumer.endOffsets(PURGES);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                apply();
            }
            PURGES.forEach(partition -> applied.put(partition.partition(), consumer.position(partition)));
            report(NodeReport.State.SERVING);
            serving.complete(null);
            long reportedAt = System.nanoTime();
            while (!closing) {
                if (apply() > 0 || (!silent && System.nanoTime() - reportedAt > 500_000_000L)) {
                    report(NodeReport.State.SERVING);
                    reportedAt = System.nanoTime();
                }
            }
            report(NodeReport.State.STOPPED);
        } catch (RuntimeException e) {
            serving.completeExceptionally(e);
            throw e;
        }
    }

    private int apply() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(IDLE)) {
            if (record.topic().equals(Topics.PREVIEWS.name())) {
                previewed(record);
                continue;
            }
            applied.put(record.partition(), record.offset() + 1);
            record.headers()
                    .headers("traceparent")
                    .forEach(header -> lastTraceparent = new String(header.value(), StandardCharsets.US_ASCII));
            count++;
        }
        return count;
    }

    private void report(NodeReport.State state) {
        NodeReport report = NodeReport.of(node, pop, incarnation, sequence++, state, true, applied)
                .withErased(erased);
        byte[] key = node.value().getBytes(StandardCharsets.US_ASCII);
        var _ = producer.send(new ProducerRecord<>(Topics.RECEIPTS.name(), 0, key, Json.write(report)));
        producer.flush();
    }

    /** Reports that it has stopped, and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                throw new IllegalStateException(thread + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
