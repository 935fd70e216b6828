package dev.skerry.edge.request;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;

/**
 * One request and its answer, whatever the version of HTTP. Owned by one thread, on which every method is called unless
 * it says otherwise.
 */
public interface Exchange {
    /** The request, host and target normalised, all fields as they came. */
    RequestHead request();

    /** The request's content as it arrives; complete and empty without. */
    Body content();

    /** Runs {@code task} on the exchange's own thread, at once if that is the current one. Any thread may call. */
    void execute(Runnable task);

    /**
     * Sends an interim response (1xx but 101, RFC 9110 §15.2). Ignored once the request has been answered, and where the
     * client's version of HTTP has none.
     */
    void interim(ResponseHead head);

    /**
     * Answers. Called once. {@code Content-Length} and {@code Transfer-Encoding} are the exchange's business: those in
     * {@code head} are replaced, except where {@code content} is {@link Content.Nothing}.
     */
    void respond(ResponseHead head, Content content);

    /** Something of ours broke: answers 500 if nothing has been said yet, else cuts the answer off. */
    void broken();

    /** What is sent after the head. */
    sealed interface Content {
        /** Nothing: to HEAD, with 304, or with a problem that needs no words. */
        record Nothing() implements Content {}

        /** A few words of ours. */
        record Text(String text) implements Content {}

        /**
         * The whole of a body.
         *
         * @param reader at its first byte; the exchange closes it
         * @param length in bytes; -1 if it is not known yet
         */
        record Whole(Body.Reader reader, long length) implements Content {}

        /**
         * A part of a body.
         *
         * @param reader at its first byte; the exchange closes it
         * @param first byte to send, from 0
         * @param last byte to send
         */
        record Part(Body.Reader reader, long first, long last) implements Content {}
    }
}
