package dev.skerry.parts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
public final class LogTail {
    /** Read at most, in bytes, however long the lines are. */
    private static final int MAX_BYTES = 16 * 1024;

    private LogTail() {}

    /**
     * The last {@code lines} lines, each indented by two spaces; a sentence that says so if there is no log or nothing in
     * it. Control characters that could play with a terminal are taken out.
     */
    public static String of(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int length = (int) Math.min(file.length(), MAX_BYTES);
            byte[] bytes = new byte[length];
            file.seek(file.length() - length);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
                    .lines()
                    .toList();
            String tail = String.join(
                    "\n",
                    all.subList(Math.max(0, all.size() - lines), all.size()).stream()
                            .map(line -> "  " + line)
                            .toList());
            return tail.isEmpty() ? "  (the log is empty)" : tail;
        } catch (IOException e) {
            return "  (no log: " + e.getMessage() + ")";
        }
    }
}
