package dev.skerry.purge.api;

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

    static ProblemException tooLarge() {
        return new ProblemException(
                ProblemKind.TOO_LARGE, "the body is over 2 MiB: split the purge, or purge by key or prefix");
    }
}
