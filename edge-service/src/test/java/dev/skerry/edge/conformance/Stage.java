package dev.skerry.edge.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Where stories are played: a node with a clock that goes when it is told to. */
interface Stage {
    /** The host that users ask for. */
    String HOST = "demo.test";

    Instant now();

    /** May be called while the origin answers. */
    void pass(Duration time);

    void jump(Duration by);

    /**
     * A user asks. While this goes on the origin may be asked; {@code origin} then gives the answer with placeholders
     * filled in. It may be called on any thread, once at a time.
     */
    Exchanged.Reply send(Ask ask, Function<Exchanged.Seen, Answer> origin) throws Exception;

    /**
     * Returns once what the node does behind the last user's back is done.
     *
     * @param last what that user got
     * @param asked whether the node has asked the origin as often as it is to
     */
    void settle(Exchanged.Reply last, BooleanSupplier asked) throws Exception;
}
