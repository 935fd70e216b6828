package dev.skerry.edge.conformance;

import dev.skerry.edge.conformance.Exchanged.Reply;
import dev.skerry.edge.conformance.Exchanged.Seen;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Plays one scenario on a stage. */
final class Player {
    private final Stage stage;
    private final String prefix;
    private final Instant start;
    private final Queue<Answer> script = new ArrayDeque<>();
    private final List<Seen> seen = new ArrayList<>();
    private int answers;
    private @Nullable Exchanged last;

    private Player(Stage stage, String prefix) {
        this.stage = stage;
        this.prefix = prefix;
        this.start = stage.now();
    }

    /**
     * Plays it.
     *
     * @param number of the scenario on this stage
     * @throws AssertionError if something came out otherwise
     */
    static void play(Stage stage, Scenario scenario, int number) throws Exception {
        Player player = new Player(stage, "/" + number);
        for (int i = 0; i < scenario.steps().size(); i++) {
            try {
                player.step(scenario.steps().get(i));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        scenario.name() + ", step " + (i + 1) + " "
                                + scenario.steps().get(i) + ": " + e.getMessage() + "\nlast: " + player.last,
                        e);
            }
        }
        if (!player.script.isEmpty()) {
            throw new AssertionError(scenario.name() + ": the origin was not asked for " + player.script);
        }
    }

    private void step(Step step) throws Exception {
        switch (step) {
            case Step.Origin(Answer answer) -> script.add(answer);
            case Step.Pass pass -> stage.pass(pass.time());
            case Step.Jump jump -> stage.jump(jump.by());
            case Ask ask -> ask(ask);
            case Step.Rules _ -> {}
            case Step.NotOverSockets _ -> {}
            case Step.OnlyOverSockets _ -> {}
        }
    }

    private void ask(Ask ask) throws Exception {
        int before = seenCount();
        Moments moments = moments();
        List<String> fields = ask.fields().stream().map(moments::fill).toList();
        Reply reply = stage.send(
                new Ask(ask.method(), prefix + ask.target(), ask.content(), fields, List.of()), this::answer);
        stage.settle(reply, () -> seenCount() >= before + ask.cost());
        last = new Exchanged(reply, seenSince(before), moments());
        for (Check check : ask.checks()) {
            check.verify(last);
        }
    }

    private Moments moments() {
        return new Moments(start, stage.now(), Stage.HOST, prefix);
    }

    private synchronized int seenCount() {
        return seen.size();
    }

    private synchronized List<Seen> seenSince(int before) {
        return List.copyOf(seen.subList(before, seen.size()));
    }

    private synchronized Answer answer(Seen request) {
        seen.add(request);
        Answer next = script.poll();
        if (next == null) {
            return Answer.of(500).body("nobody told the origin what to answer").resolved(moments(), 0);
        }
        stage.pass(next.delay());
        return next.resolved(moments(), ++answers);
    }
}
