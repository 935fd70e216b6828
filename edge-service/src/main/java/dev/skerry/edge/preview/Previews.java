package dev.skerry.edge.preview;

import dev.skerry.contract.Json;
import dev.skerry.contract.Topics;
import dev.skerry.edge.purge.KafkaReports;
import dev.skerry.edge.purge.TailReader;
import java.time.InstantSource;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The previews of a node: reads the questions, has them answered, sends the answers. */
public final class Previews implements AutoCloseable {
    private final PreviewQueue queue;
    private final TailReader reader;

    /**
     * Answers nothing before {@link #start}.
     *
     * @param kafka {@code HOST:PORT,...}
     * @param answers not closed by this
     */
    public Previews(String kafka, Previewer previewer, KafkaReports answers, InstantSource clock) {
        queue = new PreviewQueue(
                previewer,
                answer ->
                        answers.send(Topics.PREVIEW_ANSWERS.name(), answer.id().toString(), Json.write(answer)),
                clock);
        reader = new TailReader(kafka, Topics.PREVIEWS.name(), queue);
    }

    /** Answers what is asked from about now on; once. */
    public void start() {
        queue.start();
        reader.start();
    }

    /** Questions that were answered since the start. */
    public long answered() {
        return queue.answered();
    }

    /** Questions that were not answered. */
    public long dropped() {
        return queue.dropped();
    }

    /** Why a thread of it has ended though nobody ended it; null if none has. */
    public @Nullable String brokenBy() {
        return Stream.of(queue.brokenBy(), reader.brokenBy())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Ends, within 8 s. */
    @Override
    public void close() {
        reader.close();
        queue.close();
    }
}
