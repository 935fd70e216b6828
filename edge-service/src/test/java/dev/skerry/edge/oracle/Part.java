package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes of a representation a 206 has (RFC 9110 §14.4). */
record Part(int first, int last, int complete) {
    private static final Pattern FORM = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

    /** Null if it is no 206, or does not tell all of it. */
    static @Nullable Part of(int status, Fields fields) {
        List<String> lines = fields.all("content-range");
        Matcher m = FORM.matcher(lines.size() == 1 ? lines.getFirst() : "");
        return status == 206 && m.matches()
                ? new Part(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)))
                : null;
    }

    int length() {
        return last - first + 1;
    }

    String text() {
        return "bytes " + first + "-" + last + "/" + complete;
    }
}
