package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response and what a cache knows of how it came. Times are milliseconds since the epoch.
 *
 * @param asked the fields of the request that it answered
 * @param fields its fields, without those that others must not get
 * @param said the directives that count
 * @param lifetime its freshness lifetime, milliseconds (RFC 9111 §4.2.1); may be negative
 * @param born what had happened to the world when it was asked for
 */
record Kept(
        Fields asked,
        int status,
        Fields fields,
        String body,
        Directives said,
        long lifetime,
        boolean explicit,
        long requested,
        long received,
        long born) {
    static Kept of(Fields asked, int status, Fields received, String body, long requested, long now, long born) {
        Directives said = said(received);
        List<String> back = said.fieldsKeptBack();
        Fields fields = received.without(Set.copyOf(back));
        boolean targeted = targeted(received) != null;
        Long expires = expires(received, now);
        long lifetime;
        boolean explicit = true;
        Long date = Dates.parse(received.first("date"));
        long dateOrNow = date == null ? now : date;
        Long modified = Dates.parse(received.first("last-modified"));
        if (said.has("s-maxage")) {
            lifetime = said.seconds("s-maxage") * 1000;
        } else if (said.has("max-age")) {
            lifetime = said.seconds("max-age") * 1000;
        } else if (!targeted && expires != null) {
            lifetime = expires - dateOrNow;
        } else {
            explicit = false;
            boolean may = Storing.HEURISTIC.contains(status) || said.has("public");
            lifetime = may && modified != null ? Math.max(0, dateOrNow - modified) / 10 : 0;
        }
        return new Kept(asked, status, fields, body, said, lifetime, explicit, requested, now, born);
    }

    /** RFC 9213 §2.2: the directives that count for this cache. */
    static Directives said(Fields fields) {
        Directives targeted = targeted(fields);
        return targeted != null ? targeted : Directives.ofCacheControl(fields.all("cache-control"));
    }

    private static @Nullable Directives targeted(Fields fields) {
        Directives own = Directives.ofTargeted(fields.all("skerry-cache-control"));
        return own != null ? own : Directives.ofTargeted(fields.all("cdn-cache-control"));
    }

    private static @Nullable Long expires(Fields fields, long now) {
        List<String> lines = fields.all("expires");
        if (lines.isEmpty()) {
            return null;
        }
        Long first = Dates.parse(lines.getFirst());
        boolean differ = lines.stream().distinct().count() > 1;
        Long date = Dates.parse(fields.first("date"));
        // "In the past", and no further than when it was made: stale windows begin there.
        long made = date == null ? now : date;
        return first == null || differ ? Long.valueOf(made) : first;
    }

    /** RFC 9111 §4.2.3, milliseconds. */
    long age(long now) {
        Long date = Dates.parse(fields.first("date"));
        // RFC 9110 §6.6.1: without Date, the time of receipt is recorded, in whole seconds.
        long apparent = Math.max(0, received - (date == null ? received / 1000 * 1000 : date));
        String value = fields.first("age");
        String first = value == null ? "" : value.split(",", 2)[0].strip();
        long said = first.matches("\\d{1,9}") ? Long.parseLong(first) * 1000 : 0;
        return Math.max(apparent, said + received - requested) + now - received;
    }

    boolean fresh(long now) {
        return age(now) < lifetime;
    }

    @Nullable
    String etag() {
        return fields.first("etag");
    }

    @Nullable
    String lastModified() {
        return fields.first("last-modified");
    }

    boolean hasValidator() {
        return etag() != null || lastModified() != null;
    }

    /** RFC 9111 §4.2.4: whether a directive forbids every stale use. */
    boolean neverStale() {
        return said.has("must-revalidate")
                || said.has("proxy-revalidate")
                || said.hasWhole("no-cache")
                || said.has("s-maxage");
    }

    List<String> keys() {
        return List.of(String.join(" ", fields.all("surrogate-key")).split(" "));
    }

    /** Which part of the representation it is; null for all of it. */
    @Nullable
    Part part() {
        return Part.of(status, fields);
    }

    boolean isVariantOf(Kept other) {
        return Variants.names(fields).equals(Variants.names(other.fields)) && Variants.match(this, other.asked);
    }

    /** Whether it is the same variant as {@code other}, and was certainly asked for later. */
    boolean isLaterThan(Kept other) {
        return requested > other.requested && isVariantOf(other);
    }

    /** RFC 9111 §3.2 and §4.3.4: this with what a 304 said. */
    Kept freshened(Fields request, Fields fieldsOf304, long requestedAt, long now, long bornAt) {
        return of(request, status, merged(fieldsOf304), body, requestedAt, now, bornAt);
    }

    private Fields merged(Fields update) {
        Set<String> never = Set.of("content-length", "content-encoding", "content-range");
        Fields.Builder merged = Fields.builder();
        for (Fields.Line line : fields) {
            String name = line.name().toLowerCase(Locale.ROOT);
            // What it was chosen by stays true of it, so that Vary is both.
            boolean replaced = update.contains(name) && !never.contains(name) && !name.equals("vary");
            if (!name.equals("age") && !name.equals("date") && !replaced) {
                merged.add(line.name(), line.value());
            }
        }
        for (Fields.Line line : update) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (!never.contains(name) && !name.equals("set-cookie")) {
                merged.add(line.name(), line.value());
            }
        }
        return merged.build();
    }

    /**
     * RFC 9111 §3.4: this part and another of the same representation, which stands right before or behind it.
     *
     * @return null if they can't be combined
     */
    @Nullable
    Kept completed(Fields request, Fields arrived, Kept other, long requestedAt, long now, long bornAt) {
        Part mine = part();
        Part added = other.part();
        String validator = Reply.strongValidator(this);
        if (mine == null || added == null || validator == null || mine.complete() != added.complete()) {
            return null;
        }
        boolean behind = added.first() == mine.last() + 1;
        boolean before = added.last() + 1 == mine.first();
        boolean same = validator.equals(etag() == null ? other.lastModified() : other.etag());
        boolean told = Integer.toString(added.length()).equals(arrived.first("content-length"));
        if (!same || !told || !(behind || before)) {
            return null;
        }
        Part both =
                new Part(Math.min(mine.first(), added.first()), Math.max(mine.last(), added.last()), mine.complete());
        boolean whole = both.length() == both.complete();
        Fields all = merged(arrived).without(Set.of("content-length", "content-range"));
        return of(
                request,
                whole ? 200 : 206,
                whole ? all : all.with("content-range", both.text()),
                behind ? body + other.body : other.body + body,
                requestedAt,
                now,
                bornAt);
    }

    @Override
    public String toString() {
        return fields.first("x-id") + " (status " + status + ", lifetime " + lifetime / 1000 + " s, asked for at event "
                + born + ")";
    }
}
