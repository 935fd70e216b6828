package dev.skerry.edge.conformance;

import dev.skerry.edge.conformance.Exchanged.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads multipart/byteranges (RFC 9110 §14.6) as lines {@code content-type|content-range|content}. */
final class Multipart {
    private static final Pattern TYPE = Pattern.compile("multipart/byteranges; ?boundary=\"?([^\"]+)\"?");

    private Multipart() {}

    static List<String> expected(String whole, List<String> ranges) {
        List<String> parts = new ArrayList<>();
        for (String range : ranges) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(range.substring(0, dash));
            int last = Integer.parseInt(range.substring(dash + 1));
            parts.add("text/plain|bytes " + range + "/" + whole.length() + "|" + whole.substring(first, last + 1));
        }
        return parts;
    }

    static List<String> read(Reply reply) {
        Matcher type = TYPE.matcher(String.valueOf(reply.fields().joined("content-type")));
        if (!type.matches()) {
            throw new AssertionError("no multipart/byteranges: " + reply);
        }
        String delimiter = "\r\n--" + type.group(1);
        String rest = "\r\n" + reply.content();
        List<String> parts = new ArrayList<>();
        int at = rest.indexOf(delimiter);
        while (at >= 0 && !rest.startsWith(delimiter + "--", at)) {
            int from = rest.indexOf("\r\n", at + delimiter.length()) + 2;
            int end = rest.indexOf(delimiter, from);
            if (end < 0) {
                throw new AssertionError("no end of the part at " + from + " in " + reply.content());
            }
            parts.add(part(rest.substring(from, end)));
            at = end;
        }
        return parts;
    }

    private static String part(String text) {
        int head = text.indexOf("\r\n\r\n");
        Lines fields = new Lines(List.of(text.substring(0, head).split("\r\n")));
        return fields.joined("content-type") + "|" + fields.joined("content-range") + "|" + text.substring(head + 4);
    }
}
