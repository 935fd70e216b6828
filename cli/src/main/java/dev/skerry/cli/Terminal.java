package dev.skerry.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Where a command writes. Results go to {@link #out}, errors to {@link #err}; both are thread-safe line by line.
 *
 * @param out standard output
 * @param err standard error
 * @param interactive whether a person watches: progress is drawn only then
 * @param colour whether to use colour: on a terminal, unless {@code NO_COLOR} is set (no-color.org)
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive, boolean colour) {
    /** The terminal or pipe of this process. */
    static Terminal ofProcess() {
        boolean interactive = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        String noColour = System.getenv("NO_COLOR");
        return new Terminal(
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                interactive,
                interactive && (noColour == null || noColour.isEmpty()));
    }

    void say(String line) {
        out.println(line);
    }

    void error(String line) {
        err.println(red("skerry: ") + line);
    }

    String green(String text) {
        return sgr("32", text);
    }

    String red(String text) {
        return sgr("31", text);
    }

    String bold(String text) {
        return sgr("1", text);
    }

    private String sgr(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
