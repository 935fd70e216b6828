package dev.skerry.chaos;

import dev.skerry.stage.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets things go wrong, two at a time at most, as the plan says; at the end nothing is wrong any more. One thread. */
final class Faults {
    private static final int MOST = 2;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    private final Stage stage;
    private final FaultPlan plan;
    private final Saboteur saboteur;
    private final Watch watch;
    private final UnderWay underWay;
    private final Tally tally;
    private final Sightings sightings;
    private final Consumer<String> say;

    Faults(
            Stage stage,
            FaultPlan plan,
            Saboteur saboteur,
            Watch watch,
            UnderWay underWay,
            Tally tally,
            Sightings sightings,
            Consumer<String> say) {
        this.stage = stage;
        this.plan = plan;
        this.saboteur = saboteur;
        this.watch = watch;
        this.underWay = underWay;
        this.tally = tally;
        this.sightings = sightings;
        this.say = say;
    }

    /** For so long; then all of them are ended. */
    void go(Duration length) throws IOException, InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        long next = System.nanoTime();
        long nextProgress = System.nanoTime() + PROGRESS.toNanos();
        while (System.nanoTime() - end < 0) {
            for (Fault due : underWay.due(System.nanoTime())) {
                end(due);
            }
            saboteur.superviseKafka(underWay.parts());
            long now = System.nanoTime();
            if (now - next >= 0 && underWay.size() < MOST) {
                begin();
                next = now + plan.gap().toNanos();
            }
            if (now - nextProgress >= 0) {
                say.accept(tally.progress());
                nextProgress = now + PROGRESS.toNanos();
            }
            stage.pause(TICK);
        }
        for (Fault fault : underWay.all()) {
            end(fault);
        }
        saboteur.superviseKafka(underWay.parts());
    }

    private void begin() throws IOException, InterruptedException {
        Optional<Fault> next = plan.next(underWay.parts(), watch.missing());
        if (next.isPresent()) {
            Fault fault = next.get();
            say.accept(fault.toString());
            underWay.begin(fault, System.nanoTime());
            watch.began(fault);
            saboteur.begin(fault);
            tally.fault(fault);
        }
    }

    private void end(Fault fault) throws IOException, InterruptedException {
        saboteur.end(fault);
        long begin = underWay.end(fault);
        watch.ended(fault);
        sightings.fault(fault.kind(), Duration.ofNanos(System.nanoTime() - begin));
    }
}
