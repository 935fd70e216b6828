package dev.skerry.chaos;

import java.io.IOException;
import java.util.OptionalInt;

/** A part that things are done to: a process, or a container. One thread does them; anybody may ask whether it is ready. */
interface Victim {
    /** How a JVM ends that has been told to do so when it is out of memory. */
    int OUT_OF_MEMORY = 3;

    /** Whether it can be used. */
    boolean isReady();

    /** Ends it as a crash would. */
    void kill() throws IOException, InterruptedException;

    /** Starts it again, as it was started first. */
    void start() throws IOException, InterruptedException;

    /** Takes it off the processors, without its knowledge. */
    void pause() throws IOException, InterruptedException;

    /** Gives it back to them. */
    void resume() throws IOException, InterruptedException;

    /** Lets it open no more files and sockets. */
    void exhaustFiles() throws IOException, InterruptedException;

    /** Lets it open them again, unless it has ended. */
    void liftFiles() throws IOException, InterruptedException;

    /** Fills its heap. */
    void exhaustMemory() throws IOException, InterruptedException;

    /** Waits until it has ended by itself, and starts it again; returns the exit code, none if it had to be killed. */
    OptionalInt startOnceEnded() throws IOException, InterruptedException;

    /** The exit code of one that has ended; none if it lives. */
    OptionalInt ended() throws IOException, InterruptedException;

    /** Starts it again if it has ended. */
    default void startIfEnded() throws IOException, InterruptedException {
        if (ended().isPresent()) {
            start();
        }
    }
}
