package dev.skerry.simulation;

/** Numbers what happens at the places that decide what is new: the origin's reads and the log's appends. One order for all. */
final class Events {
    private long last;

    long next() {
        return ++last;
    }

    long last() {
        return last;
    }
}
