package dev.skerry.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.policy.Fields;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyTest {
    private static final byte[] BLOCK = new byte[64 * 1024];

    @Test
    void readers_of_a_retained_body_begin_at_the_first_byte_whenever_they_come() {
        Body body = Body.retained(100);
        Body.Reader early = reader(body);
        body.append(new byte[] {1, 2});
        body.append(new byte[] {3});
        body.complete();
        Body.Reader late = reader(body);

        assertThat(readAll(early)).containsExactly(1, 2, 3);
        assertThat(readAll(late)).containsExactly(1, 2, 3);
        assertThat(late.atEnd()).isEqualTo(Body.State.COMPLETE);
    }

    @Test
    void a_reader_is_not_at_the_end_while_segments_are_unread() {
        Body body = Body.of(List.of(new byte[] {1}));
        Body.Reader reader = reader(body);

        assertThat(reader.atEnd()).isEqualTo(Body.State.OPEN);
        reader.poll();
        assertThat(reader.atEnd()).isEqualTo(Body.State.COMPLETE);
    }

    @Test
    void a_failed_body_tells_its_readers_after_what_had_arrived() {
        Body body = Body.retained(100);
        body.append(new byte[] {1});
        body.fail();
        Body.Reader reader = reader(body);

        assertThat(reader.poll()).containsExactly(1);
        assertThat(reader.atEnd()).isEqualTo(Body.State.FAILED);
        assertThat(body.append(new byte[] {2})).isTrue();
        assertThat(reader.poll()).isNull();
    }

    @Test
    void a_waiting_reader_is_called_once_by_the_next_segment_and_at_once_if_there_is_one() {
        Body body = Body.retained(100);
        Body.Reader reader = reader(body);
        AtomicInteger calls = new AtomicInteger();

        reader.onReadable(calls::incrementAndGet);
        assertThat(calls).hasValue(0);
        body.append(new byte[] {1});
        body.append(new byte[] {2});
        assertThat(calls).hasValue(1);
        reader.onReadable(calls::incrementAndGet);
        assertThat(calls).hasValue(2);
    }

    @Test
    void a_waiting_reader_is_called_by_the_end() {
        Body body = Body.retained(100);
        AtomicBoolean called = new AtomicBoolean();
        reader(body).onReadable(() -> called.set(true));
        body.complete();

        assertThat(called).isTrue();
    }

    @Test
    void the_producer_of_a_passing_body_pauses_a_window_ahead_and_goes_on_when_it_is_half_read() {
        Body body = Body.passing();
        AtomicInteger resumed = new AtomicInteger();
        body.onResume(resumed::incrementAndGet);
        Body.Reader reader = reader(body);
        int blocks = Body.WINDOW_BYTES / BLOCK.length;
        for (int i = 0; i < blocks; i++) {
            assertThat(body.append(BLOCK)).isTrue();
        }

        assertThat(body.append(BLOCK)).isFalse();
        for (int i = 0; i < blocks / 2; i++) {
            reader.poll();
        }
        assertThat(resumed).hasValue(0);
        reader.poll();
        assertThat(resumed).hasValue(1);
    }

    @Test
    void the_producer_of_tiny_segments_pauses_by_what_they_take_of_the_heap() {
        Body body = Body.passing();
        Body.Reader reader = reader(body);
        int ahead = 1;
        while (body.append(new byte[1])) {
            ahead++;
        }
        assertThat(ahead).isLessThan(Body.WINDOW_BYTES / 24);

        AtomicInteger resumed = new AtomicInteger();
        body.onResume(resumed::incrementAndGet);
        while (reader.poll() != null) {}
        assertThat(resumed).hasValue(1);
    }

    @Test
    void a_passing_body_lets_go_of_what_was_read_and_takes_no_second_reader() {
        Body body = Body.passing();
        Body.Reader reader = reader(body);
        body.append(new byte[] {1});

        assertThat(body.reader()).isNull();
        reader.poll();
        assertThat(body.isRetained()).isFalse();
        assertThatThrownBy(body::segments).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_body_over_its_maximum_goes_on_for_its_readers_and_takes_no_new_one() {
        Body body = Body.retained(3);
        Body.Reader reader = reader(body);
        body.append(new byte[] {1, 2});
        body.append(new byte[] {3, 4});
        body.complete();

        assertThat(body.isRetained()).isFalse();
        assertThat(readAll(reader)).containsExactly(1, 2, 3, 4);
        assertThat(body.reader()).isNull();
    }

    @Test
    void a_passing_body_is_abandoned_as_soon_as_its_last_reader_leaves_paused_or_not() {
        for (int blocks : new int[] {0, 1, Body.WINDOW_BYTES / BLOCK.length + 1}) {
            Body body = Body.passing();
            AtomicInteger abandoned = new AtomicInteger();
            body.onAbandoned(abandoned::incrementAndGet);
            Body.Reader reader = reader(body);
            for (int i = 0; i < blocks; i++) {
                body.append(BLOCK);
            }
            assertThat(abandoned).hasValue(0);
            reader.close();
            reader.close();

            assertThat(abandoned).as("after %d blocks", blocks).hasValue(1);
            assertThat(body.append(BLOCK)).isFalse();
            assertThat(body.reader()).isNull();
        }
    }

    @Test
    void a_passing_body_waits_a_window_long_for_a_reader_who_comes_late() {
        Body body = Body.passing();
        int blocks = 1;
        while (body.append(BLOCK)) {
            blocks++;
        }
        assertThat(body.isUnread()).isTrue();
        assertThat(readAll(reader(body))).hasSize(blocks * BLOCK.length);
    }

    @Test
    void rfc9110_6_5_trailers_are_for_who_reads_what_passes_and_not_for_who_reads_what_is_kept() {
        Fields trailers = Fields.of("x-sum", "1");
        Body passing = Body.passing();
        Body retained = Body.retained(BLOCK.length);
        Body.Reader early = reader(retained);
        for (Body body : List.of(passing, retained)) {
            assertThat(body.isEmpty()).isFalse();
            body.complete(trailers);
            assertThat(body.isEmpty()).isFalse();
        }

        assertThat(reader(passing).trailers()).isEqualTo(trailers);
        assertThat(early.trailers()).isEqualTo(trailers);
        assertThat(reader(retained).trailers()).isEqualTo(Fields.EMPTY);
        assertThat(Body.of(List.of()).isEmpty()).isTrue();
        assertThat(Body.of(List.of(BLOCK)).isEmpty()).isFalse();
    }

    @Test
    void a_body_that_has_ended_or_is_retained_is_not_abandoned_by_its_readers() {
        Body ended = Body.passing();
        Body retained = Body.retained(BLOCK.length);
        for (Body body : List.of(ended, retained)) {
            body.onAbandoned(() -> {
                throw new AssertionError("abandoned");
            });
        }
        Body.Reader reader = reader(ended);
        ended.complete();
        reader.close();
        reader(retained).close();

        assertThat(retained.append(BLOCK)).isTrue();
    }

    @Test
    void a_retained_body_that_outgrows_its_maximum_when_all_have_left_is_abandoned() {
        Body body = Body.retained(BLOCK.length);
        AtomicBoolean abandoned = new AtomicBoolean();
        body.onAbandoned(() -> abandoned.set(true));
        reader(body).close();
        body.append(BLOCK);
        assertThat(abandoned).isFalse();

        body.append(BLOCK);
        assertThat(abandoned).isTrue();
    }

    @Test
    void the_end_is_handled_before_readers_are_told() {
        Body body = Body.retained(100);
        List<String> order = new ArrayList<>();
        body.onEnd(() -> order.add("end"));
        reader(body).onReadable(() -> order.add("reader"));
        body.complete();
        body.fail();

        assertThat(order).containsExactly("end", "reader");
        assertThat(body.state()).isEqualTo(Body.State.COMPLETE);
    }

    @Test
    void every_reader_sees_every_byte_in_order_while_a_producer_writes_from_another_thread() throws Exception {
        long seed = System.nanoTime();
        System.getLogger("BodyTest").log(System.Logger.Level.INFO, "seed {0}", seed);
        Random random = new Random(seed);
        byte[] all = new byte[2_000_000];
        random.nextBytes(all);
        Body body = Body.retained(all.length);
        int readers = 4;
        CountDownLatch done = new CountDownLatch(readers);
        List<ByteArrayOutputStream> seen = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            ByteArrayOutputStream mine = new ByteArrayOutputStream();
            seen.add(mine);
            new Pump(reader(body), mine, done).run();
        }
        Thread producer = Thread.ofPlatform().start(() -> {
            int at = 0;
            while (at < all.length) {
                int end = Math.min(all.length, at + 1 + random.nextInt(9000));
                body.append(java.util.Arrays.copyOfRange(all, at, end));
                at = end;
            }
            body.complete();
        });

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        producer.join();
        for (ByteArrayOutputStream mine : seen) {
            assertThat(mine.toByteArray()).isEqualTo(all);
        }
    }

    /** Reads whenever there is something, on whichever thread says so. */
    private record Pump(Body.Reader reader, ByteArrayOutputStream into, CountDownLatch done) implements Runnable {
        @Override
        public void run() {
            byte[] segment = reader.poll();
            while (segment != null) {
                into.writeBytes(segment);
                segment = reader.poll();
            }
            if (reader.atEnd() == Body.State.OPEN) {
                reader.onReadable(this);
            } else {
                done.countDown();
            }
        }
    }

    private static Body.Reader reader(Body body) {
        return Objects.requireNonNull(body.reader());
    }

    private static byte[] readAll(Body.Reader reader) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] segment = reader.poll(); segment != null; segment = reader.poll()) {
            out.writeBytes(segment);
        }
        return out.toByteArray();
    }
}
