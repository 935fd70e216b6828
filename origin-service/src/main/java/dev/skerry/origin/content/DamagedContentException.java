package dev.skerry.origin.content;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of content is there, but is not of the form that {@link StoredContent} writes. */
final class DamagedContentException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedContentException(Path file, String flaw, @Nullable Throwable cause) {
        super("content file " + file + " " + flaw + ": publish it again", cause);
    }
}
