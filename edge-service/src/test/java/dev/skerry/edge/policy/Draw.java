package dev.skerry.edge.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Values drawn from bytes that a fuzzer or a seeded generator chose, from the first to the last; when they are used up, all
 * that is drawn is 0, the first choice, or empty. The same bytes give the same values.
 */
final class Draw {
    private static final int MAX_PIECES = 12;

    private final byte[] bytes;
    private int at;

    Draw(byte[] bytes) {
        this.bytes = bytes;
    }

    /** From 0 to {@code bound} - 1, at most 255. */
    int below(int bound) {
        return at < bytes.length ? (bytes[at++] & 0xff) % bound : 0;
    }

    boolean chance() {
        return below(2) == 1;
    }

    /** Any long: small ones, those at the limits of bytes, and whatever eight bytes are. */
    long number() {
        return switch (below(4)) {
            case 0 -> below(256);
            case 1 -> (1L << below(64)) - below(3);
            case 2 -> -below(256);
            default -> {
                long value = 0;
                for (int i = 0; i < Long.BYTES; i++) {
                    value = value << 8 | below(256);
                }
                yield value;
            }
        };
    }

    /** From 0 to {@code bound} - 1. */
    long below(long bound) {
        return Math.floorMod(number(), bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Characters of ISO 8859-1, as a peer's bytes become text. */
    String raw() {
        int length = Math.min(below(64), bytes.length - at);
        String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        at += length;
        return text;
    }

    /** Some of {@code pieces} one after the other, raw text between them at times. */
    String text(List<String> pieces) {
        StringBuilder text = new StringBuilder();
        for (int left = below(MAX_PIECES); left > 0; left--) {
            text.append(below(8) == 7 ? raw() : oneOf(pieces));
        }
        return text.toString();
    }

    /** Up to three lines of text. */
    List<String> lines(List<String> pieces) {
        return switch (below(4)) {
            case 0 -> List.of(text(pieces), text(pieces));
            case 1 -> List.of(text(pieces), text(pieces), text(pieces));
            default -> List.of(text(pieces));
        };
    }

    /** Up to seven lines of these names. */
    Fields fields(List<String> names, List<String> pieces) {
        Fields.Builder fields = Fields.builder();
        for (int left = below(8); left > 0; left--) {
            fields.add(oneOf(names), text(pieces));
        }
        return fields.build();
    }
}
