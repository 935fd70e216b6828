package dev.skerry.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs in the JVM whose heap is filled, and needs nothing there but {@code java.base}: the JVMs of our images have no module
 * by which others attach.
 */
public final class HeapFillerAgent {
    private static final int PIECE = 64 << 10;

    /** Never given back. */
    private static final List<byte[]> HELD = new ArrayList<>();

    private HeapFillerAgent() {}

    /** Begins, and returns. */
    public static void agentmain(String arguments) {
        Thread filler = new Thread(HeapFillerAgent::fill, "heap-filler");
        filler.setDaemon(true);
        filler.start();
    }

    @SuppressWarnings("InfiniteLoopStatement") // the end is an OutOfMemoryError
    private static void fill() {
        while (true) {
            HELD.add(new byte[PIECE]);
        }
    }
}
