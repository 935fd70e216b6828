package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9110 §8.8.3.
 *
 * @param weak whether it is marked {@code W/}
 * @param opaque what stands between the quotes
 */
record EntityTag(boolean weak, String opaque) {
    /** The tag that {@code text} is, or null if it is none. */
    static @Nullable EntityTag parse(String text) {
        List<EntityTag> tags = list(text);
        return tags.size() == 1 ? tags.getFirst() : null;
    }

    /** The tags in a list; none if anything in it is not a tag, since half a list could mean anything. */
    static List<EntityTag> list(String text) {
        List<EntityTag> tags = new ArrayList<>();
        int at = 0;
        boolean separated = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Syntax.isSpace(c) || c == ',') {
                separated |= c == ',';
                at++;
                continue;
            }
            boolean weak = text.startsWith("W/\"", at);
            int open = weak ? at + 2 : at;
            int close = text.indexOf('"', open + 1);
            if (!separated || text.charAt(open) != '"' || close < 0 || !isOpaque(text, open + 1, close)) {
                return List.of();
            }
            tags.add(new EntityTag(weak, text.substring(open + 1, close)));
            at = close + 1;
            separated = false;
        }
        return tags;
    }

    private static boolean isOpaque(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** §8.8.3.2: both strong and the same. */
    boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** §8.8.3.2: the same, be they weak or strong. */
    boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }
}
