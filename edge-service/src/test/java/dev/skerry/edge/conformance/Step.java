package dev.skerry.edge.conformance;

import java.time.Duration;

/** One step of a story. */
sealed interface Step
        permits Ask, Step.Origin, Step.Pass, Step.Jump, Step.Rules, Step.NotOverSockets, Step.OnlyOverSockets {
    /** The origin will give this answer to the next request that has none yet. */
    record Origin(Answer answer) implements Step {}

    /** Time passes. */
    record Pass(Duration time) implements Step {}

    /** The node's calendar is set forward, or back. */
    record Jump(Duration by) implements Step {}

    /** The rules of the site: the lines under {@code cache:} in its file. */
    record Rules(String yaml) implements Step {}

    /** It can't be told over sockets, and why. */
    record NotOverSockets(String reason) implements Step {}

    /** It can't be told to the pipeline alone, and why. */
    record OnlyOverSockets(String reason) implements Step {}
}
