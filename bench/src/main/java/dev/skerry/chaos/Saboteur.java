package dev.skerry.chaos;

import dev.skerry.stage.FakeClock;
import dev.skerry.stage.SmallDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Does to parts, wires, disks and clocks what a fault says, and takes it back. One thread.
 *
 * @param parts by name
 * @param wires by name
 * @param disks of parts that have one of their own
 * @param clocks of parts that have one of their own
 * @param tally hears of parts that ended though they should have lived
 */
record Saboteur(
        Map<String, Victim> parts,
        Map<String, Wire> wires,
        Map<String, SmallDisk> disks,
        Map<String, FakeClock> clocks,
        Tally tally) {
    private static final Duration JUMP = Duration.ofHours(1);

    /** Begins a fault of a kind that the platform and the machine allow. */
    void begin(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind().effect()) {
            case KILLED -> part(fault).kill();
            case PAUSED -> part(fault).pause();
            case CUT -> wire(fault).cut();
            case STALLED -> wire(fault).stall();
            case SLOW -> wire(fault).slow();
            case RESET -> wire(fault).breakOff();
            case DISK_FULL -> disk(fault).fill();
            case OUT_OF_FILES -> part(fault).exhaustFiles();
            case OUT_OF_MEMORY -> part(fault).exhaustMemory();
            case CLOCK_AHEAD -> clock(fault).jump(JUMP);
            case CLOCK_BEHIND -> clock(fault).jump(JUMP.negated());
        }
    }

    /** Takes it back; what it has ended is started again. */
    void end(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind().effect()) {
            case KILLED -> part(fault).start();
            case PAUSED -> part(fault).resume();
            case CUT, STALLED, SLOW, RESET -> wire(fault).mend();
            case DISK_FULL -> disk(fault).free();
            case OUT_OF_FILES -> part(fault).liftFiles();
            case OUT_OF_MEMORY -> startOnceOutOfMemory(fault);
            case CLOCK_AHEAD, CLOCK_BEHIND -> clock(fault).jump(Duration.ZERO);
        }
        Victim hit = parts.get(fault.part());
        OptionalInt code = hit == null ? OptionalInt.empty() : hit.ended();
        if (hit != null && code.isPresent() && fault.kind() != FaultKind.KAFKA_DISK_FULL) {
            tally.found(fault + ": it ended with exit code " + code.getAsInt() + ", and should have lived");
            hit.startIfEnded();
        }
    }

    /**
     * Starts Kafka if it has ended, as whatever supervises it would: a broker whose disk is full ends by itself, perhaps only once
     * there is room again.
     *
     * @param hit parts that something is wrong with
     */
    void superviseKafka(Set<String> hit) throws IOException, InterruptedException {
        String name = Place.KAFKA.part("");
        Victim kafka = parts.get(name);
        if (kafka != null && !hit.contains(name)) {
            kafka.startIfEnded();
        }
    }

    private void startOnceOutOfMemory(Fault fault) throws IOException, InterruptedException {
        OptionalInt code = part(fault).startOnceEnded();
        if (code.isEmpty() || code.getAsInt() != Victim.OUT_OF_MEMORY) {
            tally.found(fault + ": it did not end for want of memory: "
                    + (code.isEmpty() ? "it had to be killed" : "exit code " + code.getAsInt()));
        }
    }

    private Victim part(Fault fault) {
        return of(parts, fault);
    }

    private Wire wire(Fault fault) {
        return of(wires, fault);
    }

    private SmallDisk disk(Fault fault) {
        return of(disks, fault);
    }

    private FakeClock clock(Fault fault) {
        return of(clocks, fault);
    }

    private static <T> T of(Map<String, T> all, Fault fault) {
        return Objects.requireNonNull(all.get(fault.part()), fault.part());
    }
}
