package dev.skerry.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(100);

    @Test
    void a_body_that_finds_no_room_passes_and_whoever_reads_it_gets_all() {
        Body first = Body.retained(1000, inFlight);
        first.append(new byte[80]);
        Body second = Body.retained(1000, inFlight);
        Body.Reader reader = Objects.requireNonNull(second.reader());
        second.append(new byte[] {1, 2});
        second.append(new byte[30]);
        second.append(new byte[] {3});
        second.complete();

        assertThat(first.isRetained()).isTrue();
        assertThat(second.isRetained()).isFalse();
        assertThat(inFlight.refused()).isEqualTo(1);
        assertThat(reader.poll()).containsExactly(1, 2);
        assertThat(reader.poll()).hasSize(30);
        assertThat(reader.poll()).containsExactly(3);
        assertThat(reader.atEnd()).isEqualTo(Body.State.COMPLETE);
        assertThat(inFlight.bytes()).isEqualTo(80);
    }

    @Test
    void content_in_chunks_of_one_byte_takes_what_their_arrays_do() {
        InFlight room = new InFlight(1 << 20);
        Body body = Body.retained(1 << 20, room);
        Body.Reader reader = Objects.requireNonNull(body.reader());
        while (body.isRetained()) {
            body.append(new byte[1]);
        }

        assertThat(body.length()).isLessThan((1 << 20) / 24);
        while (reader.poll() != null) {}
        assertThat(room.bytes()).isZero();
    }

    @Test
    void a_body_gives_back_what_it_took_when_it_ends_and_those_have_left_who_came_before() {
        Body body = Body.retained(1000, inFlight);
        body.append(new byte[60]);
        Body.Reader slow = Objects.requireNonNull(body.reader());
        body.complete();
        Body.Reader late = Objects.requireNonNull(body.reader());

        assertThat(inFlight.bytes()).isEqualTo(60);
        slow.close();
        slow.close();
        assertThat(inFlight.bytes()).isZero();
        late.close();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void nothing_stays_taken_by_bodies_that_fail_outgrow_their_maximum_or_are_abandoned() {
        Body failed = Body.retained(1000, inFlight);
        failed.append(new byte[50]);
        failed.fail();
        assertThat(inFlight.bytes()).isZero();

        Body outgrown = Body.retained(60, inFlight);
        Body.Reader reader = Objects.requireNonNull(outgrown.reader());
        outgrown.append(new byte[50]);
        outgrown.append(new byte[50]);
        assertThat(inFlight.bytes()).isEqualTo(50);
        reader.poll();
        assertThat(inFlight.bytes()).isZero();

        Body abandoned = Body.retained(60, inFlight);
        Body.Reader leaves = Objects.requireNonNull(abandoned.reader());
        abandoned.append(new byte[50]);
        leaves.close();
        abandoned.append(new byte[50]);
        assertThat(inFlight.bytes()).isZero();
        assertThat(inFlight.refused()).isZero();
    }
}
