package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads request bodies of up to {@value #MAX_BYTES} bytes: a thousand URLs of two thousand characters. Of a larger one up
 * to {@value #MAX_PASSED_OVER} bytes are passed over, since a client that is still sending may not see the answer.
 */
final class Body {
    static final int MAX_BYTES = 2 << 20;
    private static final long MAX_PASSED_OVER = 32L << 20;

    private Body() {}

    /** @throws ProblemException 413 if the body is larger, 400 if it ends too early */
    static byte[] read(InputStream content) {
        try {
            byte[] body = content.readNBytes(MAX_BYTES + 1);
            if (body.length <= MAX_BYTES) {
                return body;
            }
            long left = MAX_PASSED_OVER;
            for (long skipped = 1; left > 0 && skipped > 0; left -= skipped) {
                skipped = content.skip(Math.min(left, MAX_BYTES));
            }
        } catch (IOException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, "the body could not be read: " + e.getMessage(), e);
        }
        throw tooLarge();
    }

    /**
     * Reads a body that a client wrote: JSON of this type, without fields that it does not know.
     *
     * @throws ProblemException 400 that says where and why it is not, or as {@link #read}
     */
    static <T> T json(InputStream content, Class<T> type) {
        return json(read(content), type);
    }

    /** As {@link #json(InputStream, Class)}, of a body that has been read. */
    static <T> T json(byte[] body, Class<T> type) {
        try {
            return Json.readInput(body, type);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    static ProblemException tooLarge() {
        return new ProblemException(
                ProblemKind.TOO_LARGE, "the body is over 2 MiB: split the purge, or purge by key or prefix");
    }
}
