package dev.skerry.edge.conformance;

import java.util.List;
import java.util.Optional;

/**
 * A story of one URL or a few: what the origin answers, who asks when, and what they get. The origin must be asked for
 * all that it was told to answer, and for nothing else.
 *
 * @param name says the rule and its section
 */
record Scenario(String name, List<Step> steps) {
    Scenario {
        steps = List.copyOf(steps);
    }

    /** The rules of the site; empty for none. */
    String rules() {
        return steps.stream()
                .map(step -> step instanceof Step.Rules(String yaml) ? yaml : "")
                .filter(yaml -> !yaml.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Why it can't be told over sockets. */
    Optional<String> notOverSockets() {
        return steps.stream()
                .map(step -> step instanceof Step.NotOverSockets(String reason) ? reason : "")
                .filter(reason -> !reason.isEmpty())
                .findFirst();
    }

    /** Whether it needs the sockets around the pipeline. */
    boolean onlyOverSockets() {
        return steps.stream().anyMatch(Step.OnlyOverSockets.class::isInstance);
    }
}
