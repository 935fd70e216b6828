package dev.skerry.edge.cache;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a response: segments that arrive one by one, read by any number of readers at their own pace.
 *
 * <p>A <em>retained</em> body keeps every segment, so that a reader may start at any time; it is what the cache stores.
 * A body that is not retained lets go of what its slowest reader has passed and asks the producer to pause while that
 * reader is {@value #WINDOW_BYTES} bytes behind; it is how responses pass that are not stored. A retained body gives up
 * retention while it grows, when it turns out larger than its maximum or than what is left of the node's {@link InFlight}.
 *
 * <p>A body that is not retained is <em>abandoned</em>, and its producer told to give up, when its last reader leaves before
 * the end. Where readers come before the producer begins, it may also give up when it is to pause and
 * {@linkplain #isUnread nobody reads}; the content of a request waits for its reader.
 *
 * <p>Thread-safe. One producer calls {@link #append}, {@link #complete} and {@link #fail}; each reader belongs to one
 * thread at a time. Segments are never changed after {@link #append}: whoever holds one must not write to it. Callbacks
 * run on the thread that caused them, outside of the lock.
 */
public final class Body {
    /** How far a producer may run ahead of the slowest reader of a body that is not retained. */
    public static final int WINDOW_BYTES = 256 * 1024;

    /** Life of a body. */
    public enum State {
        /** More may come. */
        OPEN,
        /** All is there. */
        COMPLETE,
        /** The rest will never come: whoever sends it must cut the connection, so that nobody takes it for whole. */
        FAILED
    }

    /** What a segment counts as at least: a chunk may have one byte, and its array takes as much of the heap all the same. */
    private static final int MIN_SEGMENT_COST = 32;

    private static final InFlight NOT_COUNTED = InFlight.unbounded();

    private final Object lock = new Object();
    private final ArrayList<byte[]> segments = new ArrayList<>();
    private final ArrayList<Reader> readers = new ArrayList<>();
    private int droppedSegments;
    private long length;
    private long held;
    private final long maxRetainedBytes;
    private List<byte[]> tail = List.of();
    private Fields trailers = Fields.EMPTY;
    private final InFlight inFlight;
    private long taken;
    private boolean retained;
    private @Nullable Runnable resumeProducer;
    private @Nullable Runnable onAbandoned;
    private @Nullable Runnable onEnd;
    private boolean paused;
    private boolean abandoned;
    private boolean everRead;
    private volatile State state = State.OPEN;

    private Body(boolean retained, long maxRetainedBytes, InFlight inFlight) {
        this.retained = retained;
        this.maxRetainedBytes = maxRetainedBytes;
        this.inFlight = inFlight;
    }

    /**
     * An empty body that keeps all that will be appended, until that is more than {@code maxBytes}, or {@code inFlight} has
     * no more.
     */
    public static Body retained(long maxBytes, InFlight inFlight) {
        return new Body(true, maxBytes, inFlight);
    }

    /** As {@link #retained(long, InFlight)}, counted nowhere. */
    public static Body retained(long maxBytes) {
        return retained(maxBytes, NOT_COUNTED);
    }

    /**
     * A body that is retained, has {@code before} already, will have what is appended, and {@code after} behind it once that
     * is all: how a stored part is completed. The segments must not be changed any more.
     */
    public static Body between(List<byte[]> before, List<byte[]> after, long maxBytes, InFlight inFlight) {
        Body body = retained(maxBytes, inFlight);
        before.forEach(body::append);
        body.tail = after;
        return body;
    }

    /** An empty body that lets go of what its readers have passed. Add the reader before the producer begins. */
    public static Body passing() {
        return new Body(false, 0, NOT_COUNTED);
    }

    /** A complete, retained body; the segments must not be changed afterwards. */
    public static Body of(List<byte[]> segments) {
        Body body = new Body(true, Long.MAX_VALUE, NOT_COUNTED);
        segments.forEach(body::append);
        body.complete();
        return body;
    }

    /** What the body is doing; {@link State#COMPLETE} and {@link State#FAILED} are final. */
    public State state() {
        return state;
    }

    /** Bytes that have arrived so far. */
    public long length() {
        synchronized (lock) {
            return length;
        }
    }

    /** What the segments that are still here take of the heap; a little more than their bytes where they are small. */
    long heapBytes() {
        synchronized (lock) {
            return held;
        }
    }

    /** True if it has ended and nothing was in it, neither before the end nor behind it. */
    public boolean isEmpty() {
        synchronized (lock) {
            return state == State.COMPLETE && length == 0 && trailers.size() == 0;
        }
    }

    /** True if every byte from the first on is still here, so that it can be stored and read from its beginning. */
    public boolean isRetained() {
        synchronized (lock) {
            return retained;
        }
    }

    /** The segments of a complete, retained body, in order. */
    public List<byte[]> segments() {
        synchronized (lock) {
            if (state != State.COMPLETE || !retained) {
                throw new IllegalStateException("only a complete, retained body has all of its segments");
            }
            return segments;
        }
    }

    /** Called once, on the producer's thread, when the body has ended, before its readers are told. Set before it begins. */
    public void onEnd(Runnable action) {
        synchronized (lock) {
            onEnd = action;
        }
    }

    /**
     * Called from any thread when a producer that was told to pause may go on; it may come before {@link #append} has
     * returned to the producer, which must not pause after it then. A producer that hands the call to its own thread, behind
     * what it is doing, does right.
     */
    public void onResume(Runnable action) {
        synchronized (lock) {
            resumeProducer = action;
        }
    }

    /** Called once, from any thread, when the body is abandoned, at once if it is already: the producer should {@link #fail} it. */
    public void onAbandoned(Runnable action) {
        synchronized (lock) {
            if (!abandoned) {
                onAbandoned = action;
                return;
            }
        }
        action.run();
    }

    /**
     * Adds {@code segment}; the caller gives it up.
     *
     * @return false if the producer should pause until {@link #onResume} calls
     */
    public boolean append(byte[] segment) {
        List<Runnable> wake;
        boolean goOn;
        synchronized (lock) {
            if (state != State.OPEN) {
                return true;
            }
            if (abandoned) {
                return false;
            }
            segments.add(segment);
            length += segment.length;
            held += cost(segment);
            retained = retained && length <= maxRetainedBytes && take(cost(segment));
            drop();
            paused = !retained && held > WINDOW_BYTES;
            goOn = !paused;
            wake = takeWaiting();
            if (!retained && readers.isEmpty() && everRead) {
                wake.add(abandon());
            }
        }
        wake.forEach(Runnable::run);
        return goOn;
    }

    private static int cost(byte[] segment) {
        return Math.max(segment.length, MIN_SEGMENT_COST);
    }

    private boolean take(int bytes) {
        if (inFlight.equals(NOT_COUNTED)) {
            return true;
        }
        boolean granted = inFlight.take(bytes);
        taken += granted ? bytes : 0;
        return granted;
    }

    private void giveBack(long bytes) {
        long back = Math.min(bytes, taken);
        if (back > 0) {
            taken -= back;
            inFlight.giveBack(back);
        }
    }

    private Runnable abandon() {
        abandoned = true;
        segments.clear();
        held = 0;
        giveBack(taken);
        Runnable action = onAbandoned;
        return action == null ? () -> {} : action;
    }

    /** Ends the body: all is there, and {@code after} has come behind it. */
    public void complete(Fields after) {
        synchronized (lock) {
            trailers = after;
        }
        complete();
    }

    /** Ends the body: all is there. */
    public void complete() {
        tail.forEach(this::append);
        end(State.COMPLETE);
    }

    /** Ends the body: the rest will never come. */
    public void fail() {
        end(State.FAILED);
    }

    private void end(State end) {
        List<Runnable> wake;
        synchronized (lock) {
            if (state != State.OPEN) {
                return;
            }
            segments.trimToSize();
            state = end;
            wake = takeWaiting();
            if (onEnd != null) {
                wake.addFirst(onEnd);
            }
            readers.forEach(reader -> reader.cameEarly = true);
            giveBackUnread();
        }
        wake.forEach(Runnable::run);
    }

    /**
     * Adds a reader at the first byte.
     *
     * @return null if the first bytes are gone
     */
    public @Nullable Reader reader() {
        synchronized (lock) {
            if (abandoned || (!retained && (droppedSegments > 0 || !readers.isEmpty()))) {
                return null;
            }
            Reader reader = new Reader();
            readers.add(reader);
            everRead = true;
            return reader;
        }
    }

    /** True if nobody reads at the moment. */
    public boolean isUnread() {
        synchronized (lock) {
            return readers.isEmpty();
        }
    }

    /** Nobody holds the segments any more but the tier that stores them, and those who found them there. */
    private void giveBackUnread() {
        if (state != State.OPEN && readers.stream().noneMatch(reader -> reader.cameEarly)) {
            giveBack(taken);
        }
    }

    private static void run(@Nullable Runnable action) {
        if (action != null) {
            action.run();
        }
    }

    private List<Runnable> takeWaiting() {
        List<Runnable> wake = new ArrayList<>(readers.size());
        for (Reader reader : readers) {
            Runnable waiting = reader.waiting;
            if (waiting != null) {
                wake.add(waiting);
                reader.waiting = null;
            }
        }
        return wake;
    }

    private void drop() {
        if (retained || readers.isEmpty()) {
            return;
        }
        int slowest = Integer.MAX_VALUE;
        for (Reader reader : readers) {
            slowest = Math.min(slowest, reader.next);
        }
        int count = Math.min(slowest - droppedSegments, segments.size());
        if (count > 0) {
            List<byte[]> passed = segments.subList(0, count);
            long bytes = 0;
            for (byte[] segment : passed) {
                bytes += cost(segment);
            }
            held -= bytes;
            giveBack(bytes);
            passed.clear();
            droppedSegments += count;
        }
    }

    /** One reader's place in the body. Close it, or a body that is not retained may wait for it for ever. */
    public final class Reader implements AutoCloseable {
        private int next;
        private @Nullable Runnable waiting;
        private boolean cameEarly;

        private Reader() {}

        /** The next segment, or null if there is none now: see {@link #atEnd} and {@link #onReadable}. */
        public byte @Nullable [] poll() {
            Runnable resume = null;
            byte[] segment = null;
            synchronized (lock) {
                int index = next - droppedSegments;
                if (index < segments.size()) {
                    segment = segments.get(index);
                    next++;
                    drop();
                    resume = resumable();
                }
            }
            run(resume);
            return segment;
        }

        /** How the body has ended, once this reader has read all of it; {@link State#OPEN} before. */
        public State atEnd() {
            synchronized (lock) {
                return next - droppedSegments < segments.size() ? State.OPEN : state;
            }
        }

        /**
         * The trailer fields, once this reader is at the end (RFC 9110 §6.5). Who came after a retained body had ended reads
         * what is stored, which has none.
         */
        public Fields trailers() {
            synchronized (lock) {
                return cameEarly || !retained ? trailers : Fields.EMPTY;
            }
        }

        /** Calls {@code action} once, as soon as there is a segment or the end; at once if there is already. */
        public void onReadable(Runnable action) {
            synchronized (lock) {
                if (next - droppedSegments >= segments.size() && state == State.OPEN) {
                    waiting = action;
                    return;
                }
            }
            action.run();
        }

        /** Leaves the body; a producer that waits for nobody else goes on, and one that nobody waits for is told. */
        @Override
        public void close() {
            Runnable tell;
            synchronized (lock) {
                if (!readers.remove(this)) {
                    return;
                }
                waiting = null;
                drop();
                boolean unread = readers.isEmpty() && !retained && state == State.OPEN && !abandoned;
                tell = unread ? abandon() : resumable();
                if (taken > 0) {
                    giveBackUnread();
                }
            }
            run(tell);
        }

        private @Nullable Runnable resumable() {
            return paused && held <= WINDOW_BYTES / 2 ? resumeNow() : null;
        }

        private @Nullable Runnable resumeNow() {
            paused = false;
            return resumeProducer;
        }
    }
}
