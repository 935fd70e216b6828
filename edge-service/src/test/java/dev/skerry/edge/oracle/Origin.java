package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers at random, but as RFC 9110 allows for what it was asked. A representation's content follows from its name, which is
 * in its entity tag, so that a part of it is that part whenever it is sent.
 */
final class Origin {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    /** The content of the representation that was modified last at a date. */
    private final Map<String, String> byDate = new HashMap<>();

    private int names;

    record Answer(int status, String body, Fields fields) {}

    private static String content(String name) {
        return name + ":abcdefghij";
    }

    private static String nameIn(String tag) {
        return tag.substring(tag.indexOf('"') + 1, tag.length() - 1);
    }

    /** @param vary what the URL's responses mostly vary on */
    Answer answer(RequestHead asked, String vary, Generator random, long now) {
        String id = "r" + names++;
        boolean reads = asked.method().equals("GET") || asked.method().equals("HEAD");
        List<String> tags = Directives.members(String.join(",", asked.fields().all("if-none-match"))).stream()
                .filter(tag -> tag.endsWith("\""))
                .toList();
        String tag = tags.isEmpty() ? null : tags.get(random.below(tags.size()));
        boolean conditional =
                asked.fields().contains("if-none-match") || asked.fields().contains("if-modified-since");
        if (reads && conditional && !asked.fields().contains("if-match") && random.oneIn(2)) {
            return new Answer(304, "", random.notModified(id, tag, vary, now));
        }
        if (asked.method().equals("GET") && asked.fields().contains("range") && !random.oneIn(3)) {
            Answer part = part(asked, id, vary, random, now);
            if (part != null) {
                return part;
            }
        }
        Fields fields = random.response(id, vary, now);
        return asked.method().equals("HEAD") && tag != null && random.oneIn(2)
                ? whole(asked, 200, content(nameIn(tag)), fields.with("etag", tag), random)
                : whole(asked, random.status(), content(id), fields, random);
    }

    private Answer whole(RequestHead asked, int status, String content, Fields fields, Generator random) {
        Fields all = fields;
        boolean own = asked.method().equals("POST") && random.oneIn(2);
        if (own || (!asked.method().equals("GET") && !asked.method().equals("HEAD") && random.oneIn(3))) {
            String other = own
                    ? random.oneOf("", World.HOST) + asked.target()
                    : random.oneOf("/a", World.HOST + "/b", "/c", "http://other.test/d");
            all = all.with(own ? "content-location" : random.oneOf("location", "content-location"), other);
        }
        if (status == 204) {
            return new Answer(status, "", all);
        }
        remember(fields, content);
        return new Answer(
                status,
                asked.method().equals("HEAD") ? "" : content,
                all.with("content-length", Integer.toString(content.length())));
    }

    private void remember(Fields fields, String content) {
        String date = fields.first("last-modified");
        if (date != null) {
            byDate.put(date, content);
        }
    }

    /** The part that was asked for; null if it answers with something else. */
    private @Nullable Answer part(RequestHead asked, String id, String vary, Generator random, long now) {
        Matcher m = RANGE.matcher(Objects.requireNonNull(asked.fields().first("range")));
        if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return null;
        }
        Fields fields = random.response(id, vary, now);
        String content = content(id);
        String condition = asked.fields().first("if-range");
        if (condition != null) {
            boolean tag = condition.startsWith("\"r");
            String held = tag ? content(nameIn(condition)) : byDate.get(condition);
            if (held == null || random.oneIn(4)) {
                return null;
            }
            content = held;
            fields = fields.with(tag ? "etag" : "last-modified", condition);
        }
        remember(fields, content);
        int size = content.length();
        int first =
                m.group(1).isEmpty() ? Math.max(0, size - Integer.parseInt(m.group(2))) : Integer.parseInt(m.group(1));
        int last = m.group(1).isEmpty() || m.group(2).isEmpty() ? size - 1 : Integer.parseInt(m.group(2));
        last = Math.min(last, size - 1);
        if (first > last) {
            return new Answer(416, "", fields.with("content-range", "bytes */" + size));
        }
        String text = new Part(first, last, size).text();
        String told = random.oneIn(15) ? text.replaceAll("/.*", "/*") : text;
        return new Answer(
                206,
                content.substring(first, last + 1),
                fields.with("content-range", told).with("content-length", Integer.toString(last - first + 1)));
    }
}
