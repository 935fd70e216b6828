package dev.skerry.edge.conformance;

import java.time.Duration;
import java.util.List;

/** The words that stories are told in. */
final class Story {
    private Story() {}

    static Scenario scenario(String name, Step... steps) {
        return new Scenario(name, List.of(steps));
    }

    /** {@code yaml} lines as they are under {@code cache:} in a site's file. */
    static Step rules(String... yaml) {
        return new Step.Rules(String.join("\n", yaml));
    }

    static Step notOverSockets(String reason) {
        return new Step.NotOverSockets(reason);
    }

    static Step onlyOverSockets(String reason) {
        return new Step.OnlyOverSockets(reason);
    }

    static Step origin(int status, String... fields) {
        return origin(answer(status, fields));
    }

    static Step origin(Answer answer) {
        return new Step.Origin(answer);
    }

    /** An answer of the origin, for which more is to be said. */
    static Answer answer(int status, String... fields) {
        return Answer.of(status, fields);
    }

    static Step originFails(Answer.Ending how) {
        return new Step.Origin(Answer.failing(how));
    }

    static Step pass(long seconds) {
        return new Step.Pass(Duration.ofSeconds(seconds));
    }

    static Step passMillis(long millis) {
        return new Step.Pass(Duration.ofMillis(millis));
    }

    /** The calendar is set by this much, and no time passes. */
    static Step jump(int seconds) {
        return new Step.Jump(Duration.ofSeconds(seconds));
    }

    /** GET /a. */
    static Ask get(String... fields) {
        return send("GET", "/a", fields);
    }

    static Ask getOf(String target, String... fields) {
        return send("GET", target, fields);
    }

    /** HEAD /a. */
    static Ask head(String... fields) {
        return send("HEAD", "/a", fields);
    }

    static Ask send(String method, String target, String... fields) {
        return sendContent(method, target, "", fields);
    }

    static Ask sendContent(String method, String target, String content, String... fields) {
        return new Ask(method, target, content, List.of(fields), List.of());
    }
}
