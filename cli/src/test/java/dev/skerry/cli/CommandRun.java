package dev.skerry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command in this JVM: what it printed, and its exit code. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Main.execute(new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false, false), args);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
