package dev.skerry.origin.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.origin.DataFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentStoreTest {
    private static final SiteId SITE = new SiteId("demo");
    private static final ContentPath PATH = ContentPath.of("a/b.txt");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-04T03:02:01.987Z"), ZoneOffset.UTC);

    @TempDir
    Path root;

    /** As if the process were killed: no handler of the store catches it, no clean-up of ours runs. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void content_is_read_back_with_its_metadata() throws IOException {
        ContentStore store = store();
        ContentMeta meta = put(store, PATH, "hello");
        assertThat(meta.etag()).isEqualTo("\"2cf24dba5fb0a30e26e83b2ac5b9e29e\"");
        assertThat(meta.size()).isEqualTo(5);
        assertThat(meta.publishedAt()).isEqualTo(Instant.parse("2026-05-04T03:02:01Z"));
        assertThat(store.meta(SITE, PATH)).isEqualTo(meta);
        assertThat(text(store, PATH)).isEqualTo("hello");
        assertThat(store.meta(new SiteId("other"), PATH)).isNull();
    }

    @Test
    void empty_content_and_content_that_looks_like_a_trailer_are_content() throws IOException {
        ContentStore store = store();
        put(store, PATH, "");
        assertThat(text(store, PATH)).isEmpty();
        byte[] file = Files.readAllBytes(files(root.resolve("content")).getFirst());
        put(store, PATH, new String(file, StandardCharsets.ISO_8859_1));
        assertThat(text(store, PATH)).isNotEmpty();
    }

    @Test
    void a_path_and_a_path_below_it_can_both_have_content() throws IOException {
        ContentStore store = store();
        put(store, ContentPath.of("a"), "file");
        put(store, ContentPath.of("a/b"), "below");
        put(store, ContentPath.of("A"), "other case");
        assertThat(text(store, ContentPath.of("a"))).isEqualTo("file");
        assertThat(text(store, ContentPath.of("a/b"))).isEqualTo("below");
        assertThat(text(store, ContentPath.of("A"))).isEqualTo("other case");
    }

    @Test
    void deleted_content_is_gone_and_an_open_reader_reads_on() throws IOException {
        ContentStore store = store();
        put(store, PATH, "old");
        try (StoredContent open = Objects.requireNonNull(store.open(SITE, PATH))) {
            assertThat(store.delete(SITE, PATH)).isTrue();
            assertThat(store.delete(SITE, PATH)).isFalse();
            assertThat(store.open(SITE, PATH)).isNull();
            assertThat(open.read(0, 3)).asString(StandardCharsets.US_ASCII).isEqualTo("old");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_kill_at_any_step_leaves_the_old_or_the_new_content_whole(ContentStore.Step step) throws IOException {
        put(store(), PATH, "old content");
        ContentStore doomed = new ContentStore(DataFolder.open(root), CLOCK, reached -> {
            if (reached == step) {
                throw new Killed();
            }
        });
        Upload upload = doomed.begin();
        upload.write(ByteBuffer.wrap("new content".getBytes(StandardCharsets.US_ASCII)));
        assertThatThrownBy(() -> doomed.commit(upload, SITE, PATH, headers())).isInstanceOf(Killed.class);

        ContentStore restarted = store();
        assertThat(text(restarted, PATH)).isEqualTo(step == ContentStore.Step.RENAMED ? "new content" : "old content");
        assertThat(files(root.resolve("tmp"))).isEmpty();
        assertThat(files(root.resolve("content"))).hasSize(1);
        put(restarted, PATH, "newer content");
        assertThat(text(restarted, PATH)).isEqualTo("newer content");
    }

    @Test
    void an_upload_that_is_closed_uncommitted_leaves_nothing() throws IOException {
        ContentStore store = store();
        try (Upload upload = store.begin()) {
            upload.write(ByteBuffer.wrap(new byte[100_000]));
            assertThat(files(root.resolve("tmp"))).hasSize(1);
        }
        assertThat(files(root)).isEmpty();
    }

    @Test
    void a_full_disk_ends_an_upload() throws IOException {
        Path full = Files.createSymbolicLink(root.resolve("full"), Path.of("/dev/full"));
        try (Upload upload = new Upload(full, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> upload.write(ByteBuffer.wrap(new byte[10])))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
        }
    }

    @Test
    void a_damaged_file_is_an_error_and_not_content() throws IOException {
        ContentStore store = store();
        put(store, PATH, "content");
        Path file = files(root.resolve("content")).getFirst();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        assertThatThrownBy(() -> store.open(SITE, PATH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("trailer");
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> store.open(SITE, PATH)).hasMessageContaining("too short");
    }

    @Test
    void a_damaged_file_can_be_replaced_and_deleted() throws IOException {
        ContentStore store = store();
        for (byte[] damage : List.of(new byte[0], new byte[3], new byte[300])) {
            put(store, PATH, "content");
            Files.write(files(root.resolve("content")).getFirst(), damage);
            assertThat(Objects.requireNonNull(store.meta(SITE, PATH)).etag()).isEmpty();
            put(store, PATH, "mended");
            assertThat(text(store, PATH)).isEqualTo("mended");
            Files.write(files(root.resolve("content")).getFirst(), damage);
            assertThat(store.delete(SITE, PATH)).isTrue();
            assertThat(store.meta(SITE, PATH)).isNull();
        }
    }

    @Test
    void readers_during_replacements_always_see_one_whole_version() throws Exception {
        ContentStore store = store();
        put(store, PATH, version(0));
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(threads.submit(() -> readUntil(store, done)));
            }
            Future<?> writer = threads.submit(() -> {
                for (int i = 1; i <= 200; i++) {
                    put(store, PATH, version(i));
                }
                return null;
            });
            writer.get(60, TimeUnit.SECONDS);
            done.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    private static int readUntil(ContentStore store, AtomicBoolean done) throws IOException {
        int reads = 0;
        while (!done.get()) {
            try (StoredContent content = Objects.requireNonNull(store.open(SITE, PATH))) {
                int size = Math.toIntExact(content.meta().size());
                byte[] first = content.read(0, size / 2);
                byte[] second = content.read(size / 2, size - size / 2);
                byte expected = first[0];
                assertThat(first).containsOnly(expected);
                assertThat(second).containsOnly(expected);
                assertThat(content.meta().size()).isEqualTo(1000 + expected);
                reads++;
            }
        }
        return reads;
    }

    /** Every byte is the version's number, and the length tells it too. */
    private static String version(int number) {
        byte[] bytes = new byte[1000 + number % 100];
        Arrays.fill(bytes, (byte) (number % 100));
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private ContentStore store() throws IOException {
        return new ContentStore(DataFolder.open(root), CLOCK, step -> {});
    }

    private static ContentMeta.Headers headers() {
        return new ContentMeta.Headers("text/plain", List.of(new SurrogateKey("k")), "max-age=5");
    }

    private static ContentMeta put(ContentStore store, ContentPath path, String text) throws IOException {
        try (Upload upload = store.begin()) {
            upload.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            return store.commit(upload, SITE, path, headers());
        }
    }

    private static String text(ContentStore store, ContentPath path) throws IOException {
        try (@Nullable StoredContent content = store.open(SITE, path)) {
            StoredContent found = Objects.requireNonNull(content);
            return new String(found.read(0, Math.toIntExact(found.meta().size())), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }
}
