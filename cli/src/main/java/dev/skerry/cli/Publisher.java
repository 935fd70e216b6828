package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.contract.Json;
import dev.skerry.contract.PublishResult;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Streams files to origin-service, {@value #PARALLEL} at a time. */
final class Publisher {
    private static final int PARALLEL = 8;
    private static final long SLOWEST_BYTES_PER_SECOND = 256 << 10;

    private final PlatformClient client;
    private final SiteId site;
    private final String keys;

    Publisher(PlatformClient client, SiteId site, List<SurrogateKey> keys) {
        this.client = client;
        this.site = site;
        this.keys = keys.stream().map(SurrogateKey::value).collect(Collectors.joining(" "));
    }

    /** What became of a file. */
    sealed interface Outcome {}

    /** It is there, and this is what origin-service says of it. */
    record Published(PublishResult result) implements Outcome {}

    /** It is not, for this reason. */
    record Failed(Upload upload, String reason) implements Outcome {}

    /** Hears of progress, from several threads: how many are done, of how many. */
    @FunctionalInterface
    interface Progress {
        void done(int done, int of);
    }

    /** Publishes all, in the order given as far as one can say so; returns an outcome for each, in that order. */
    List<Outcome> publish(List<Upload> uploads, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<Outcome>> futures = uploads.stream()
                    .map(upload -> threads.submit(() -> {
                        Outcome outcome = publish(upload);
                        progress.done(done.incrementAndGet(), uploads.size());
                        return outcome;
                    }))
                    .toList();
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("publishing failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted while publishing", "Run it again: files are replaced whole.", e);
        }
    }

    /** Half a minute, and what the bytes take on a slow disk. */
    private static Duration timeFor(Upload upload) throws IOException {
        return Duration.ofSeconds(30 + Files.size(upload.file()) / SLOWEST_BYTES_PER_SECOND);
    }

    private Outcome publish(Upload upload) {
        try {
            HttpRequest.Builder request = client.origin("/v1/sites/" + site + "/content/" + upload.encodedPath())
                    .header("Authorization", client.authorization(site.value(), "content:write"))
                    .timeout(timeFor(upload))
                    .PUT(HttpRequest.BodyPublishers.ofFile(upload.file()));
            if (!keys.isEmpty()) {
                request.header("Surrogate-Key", keys);
            }
            return new Published(Json.readMessage(client.send("origin-service", request.build()), PublishResult.class));
        } catch (CommandFailed | IOException | IllegalArgumentException e) {
            return new Failed(upload, String.valueOf(e.getMessage()));
        }
    }
}
