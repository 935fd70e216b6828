package dev.skerry.edge.conformance;

import java.util.ArrayList;
import java.util.List;

/** A user asks, and this is what it must cost the origin ({@link #hit}, {@link #fetched}, {@link #asked}) and bring. */
record Ask(String method, String target, String content, List<String> fields, List<Check> checks) implements Step {
    Ask {
        fields = List.copyOf(fields);
        checks = List.copyOf(checks);
    }

    /** From the cache, nobody asked. */
    Ask hit() {
        return asked(0).cacheStatus("hit");
    }

    /** From the cache, and the origin asked behind the user's back. */
    Ask hitWhileRefreshing() {
        return asked(1).cacheStatus("hit");
    }

    /** From the origin, for nothing is stored for the URL. */
    Ask miss() {
        return fetched("uri-miss");
    }

    /** The origin asked once, for this reason. */
    Ask fetched(String reason) {
        return asked(1).cacheStatus("fwd=" + reason);
    }

    /** The origin asked this often. */
    Ask asked(int times) {
        return expect(new Check.Asked(times));
    }

    Ask status(int status) {
        return expect(new Check.Status(status));
    }

    /** The content that the origin's answer of this number has, counted from 1, unless the story gave it another. */
    Ask from(int answer) {
        return body("body-" + answer);
    }

    Ask body(String expected) {
        return expect(new Check.Content(expected));
    }

    Ask age(int seconds) {
        return has("age: " + seconds);
    }

    /** {@code name: value}, the value that of all the field's lines joined. */
    Ask has(String line) {
        return expect(new Check.Has(Lines.nameOf(line), Lines.valueOf(line)));
    }

    Ask hasNo(String... names) {
        Ask all = this;
        for (String name : names) {
            all = all.expect(new Check.Lacks(name));
        }
        return all;
    }

    /** These parameters are in Cache-Status, perhaps among others. */
    Ask cacheStatus(String... parameters) {
        return expect(new Check.CacheStatus(List.of(parameters)));
    }

    Ask cacheStatusIs(String text) {
        return expect(new Check.CacheStatusIs(text));
    }

    Ask cacheStatusLacks(String parameter) {
        return expect(new Check.CacheStatusLacks(parameter));
    }

    /** multipart/byteranges with these parts, {@code first-last}, of {@code whole}, each of type text/plain. */
    Ask parts(String whole, String... ranges) {
        return expect(new Check.Parts(whole, List.of(ranges)));
    }

    /** Cache-Status has this parameter, whatever its value. */
    Ask hasParameter(String parameter) {
        return expect(new Check.CacheStatusNames(parameter));
    }

    Ask interims(Integer... statuses) {
        return expect(new Check.Interims(List.of(statuses)));
    }

    /** The last request that the origin got of it. */
    Ask upstream(String itsMethod, String itsTarget) {
        return expect(new Check.Upstream(itsMethod, itsTarget));
    }

    Ask upstreamHas(String line) {
        return expect(new Check.UpstreamHas(Lines.nameOf(line), Lines.valueOf(line)));
    }

    Ask upstreamHasNo(String... names) {
        Ask all = this;
        for (String name : names) {
            all = all.expect(new Check.UpstreamLacks(name));
        }
        return all;
    }

    private Ask expect(Check check) {
        List<Check> more = new ArrayList<>(checks);
        more.add(check);
        return new Ask(method, target, content, fields, more);
    }

    /** How often the origin is asked. */
    int cost() {
        for (Check check : checks) {
            if (check instanceof Check.Asked(int times)) {
                return times;
            }
        }
        throw new IllegalStateException(this + " does not say how often the origin is asked");
    }

    @Override
    public String toString() {
        return method + " " + target + (fields.isEmpty() ? "" : " " + fields);
    }
}
