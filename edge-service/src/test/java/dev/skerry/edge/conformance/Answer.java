package dev.skerry.edge.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the origin does with one request. Carries {@code Date} (of the moment of the answer) and {@code Content-Length}
 * unless it says otherwise.
 *
 * @param content null for {@code body-N}, N counting the origin's answers of the scenario from 1
 * @param delay that passes before the head
 * @param interims before it
 * @param dated whether a Date is added if no line has one
 */
record Answer(
        Ending ending,
        int status,
        List<String> fields,
        @Nullable String content,
        Duration delay,
        List<Interim> interims,
        boolean dated) {
    /** How it ends. */
    enum Ending {
        /** All of it arrives. */
        WHOLE,
        /** The connection breaks in the content. */
        BROKEN,
        /** The connection closes in place of an answer. */
        CLOSED,
        /** Silence. */
        TIMEOUT,
        /** There is no connection. */
        REFUSED
    }

    /** An interim response. */
    record Interim(int status, List<String> fields) {}

    static Answer of(int status, String... fields) {
        return new Answer(Ending.WHOLE, status, List.of(fields), null, Duration.ZERO, List.of(), true);
    }

    static Answer failing(Ending ending) {
        return new Answer(ending, 0, List.of(), null, Duration.ZERO, List.of(), true);
    }

    Answer body(String text) {
        return new Answer(ending, status, fields, text, delay, interims, dated);
    }

    Answer after(int seconds) {
        return new Answer(ending, status, fields, content, Duration.ofSeconds(seconds), interims, dated);
    }

    Answer interim(int interim, String... its) {
        List<Interim> more = new ArrayList<>(interims);
        more.add(new Interim(interim, List.of(its)));
        return new Answer(ending, status, fields, content, delay, more, dated);
    }

    Answer undated() {
        return new Answer(ending, status, fields, content, delay, interims, false);
    }

    Answer broken() {
        return new Answer(Ending.BROKEN, status, fields, content, delay, interims, dated);
    }

    /** Whether a response to {@code method} with this status has content (RFC 9110 §6.4.1). */
    boolean hasContentFor(String method) {
        return !method.equals("HEAD") && status != 204 && status != 304;
    }

    /** With placeholders filled in, and with the content, its length and the date. */
    Answer resolved(Moments moments, int number) {
        List<String> lines = new ArrayList<>();
        fields.forEach(line -> lines.add(moments.fill(line)));
        String text = content == null ? "body-" + number : content;
        Lines said = new Lines(lines);
        if (dated && !said.has("date")) {
            lines.add(moments.fill("date: {now}"));
        }
        if (status != 204 && status != 304 && !said.has("content-length")) {
            lines.add("content-length: " + text.length());
        }
        List<Interim> before = interims.stream()
                .map(one -> new Interim(
                        one.status, one.fields.stream().map(moments::fill).toList()))
                .toList();
        return new Answer(ending, status, lines, text, delay, before, dated);
    }
}
