package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Random requests and responses, with a liking for what is on the border of something. */
final class Generator {
    static final List<String> TARGETS = List.of("/a", "/b", "/c", "/d");
    private static final String[] SECONDS = {"0", "1", "5", "10", "60", "100"};
    private static final String[] ODD = {"abc", "-5", "1.5", "\"10\"", "99999999999", "", "1 0"};
    private static final String[] RESPONSE_WORDS = {
        "no-cache",
        "no-store",
        "private",
        "public",
        "must-revalidate",
        "proxy-revalidate",
        "must-understand",
        "immutable",
        "private=\"x-secret\"",
        "no-cache=\"x-secret\"",
        "foo=\"a, max-age=99\"",
        "no-transform",
        "private=\"set-cookie\"",
        "",
        "s-maxage=10",
        "public",
        "s-maxage=0",
        "no-cache=\"set-cookie, x-other\""
    };
    private static final String[] TARGETED = {
        "max-age=10",
        "max-age=60",
        "max-age=5, stale-while-revalidate=10",
        "no-store",
        "",
        "max-age=\"10\"",
        "max-age=1.5",
        "max-age=5, max-age=10",
        "max-age=10,,",
        "&bad",
        "max-age=-5",
        "private",
        "MAX-AGE=10",
        "max-age=10, stale-if-error=60",
        "no-cache",
        "max-age",
        "s-maxage=5, max-age=60",
        "max-age=10, must-revalidate",
        "public"
    };
    private static final String[] VARIES = {"", "accept-language", "accept-encoding, x-none", "Accept-Encoding"};
    private static final String[] LANGUAGES = {"en", "fr", "de"};
    private static final String[] ENCODINGS = {"gzip", "GZIP", "gzip, br", "br,gzip", "br;q=0.5, gzip", "identity"};
    private final SplittableRandom random;

    Generator(long seed) {
        random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    @SafeVarargs
    final <T> T oneOf(T... all) {
        return all[random.nextInt(all.length)];
    }

    private String number() {
        return oneIn(12) ? oneOf(ODD) : oneOf(SECONDS);
    }

    Fields request(int number, List<Kept> kept, long now) {
        Fields.Builder fields = Fields.builder();
        fields.add("x-user", Integer.toString(number));
        if (oneIn(4)) {
            fields.add("cache-control", requestDirectives());
        }
        if (oneIn(30)) {
            fields.add("pragma", "no-cache");
        }
        if (oneIn(15)) {
            fields.add("authorization", "Basic x");
        }
        if (oneIn(12)) {
            fields.add(Client.UNKEYED, "evil.test");
        }
        if (oneIn(10)) {
            fields.add("cookie", "user=" + number);
        }
        if (!oneIn(4)) {
            fields.add("accept-language", oneOf(LANGUAGES));
        }
        if (!oneIn(3)) {
            fields.add("accept-encoding", oneOf(ENCODINGS));
        }
        Kept known = kept.isEmpty() ? null : kept.get(below(kept.size()));
        if (oneIn(6)) {
            condition(fields, known, now);
        }
        if (oneIn(8)) {
            fields.add(
                    "range",
                    oneOf(
                            "bytes=0-1",
                            "bytes=-2",
                            "bytes=2-",
                            "bytes=900-",
                            "bytes=5-2",
                            "lines=0-1",
                            "bytes=x",
                            "bytes=0-",
                            "bytes=-0",
                            "bytes=1-999"));
            if (oneIn(2)) {
                fields.add("if-range", validator(known, now));
            }
        }
        return fields.build();
    }

    private String requestDirectives() {
        String one = requestDirective();
        return oneIn(4) ? one + ", " + requestDirective() : one;
    }

    private String requestDirective() {
        return switch (below(9)) {
            case 0 -> oneOf("no-cache", "No-Cache");
            case 1 -> "no-store";
            case 2 -> "max-age=" + number();
            case 3 -> "min-fresh=" + number();
            case 4 -> "max-stale";
            case 5 -> "max-stale=" + number();
            case 6 -> "only-if-cached";
            case 7 -> "stale-if-error=" + number();
            default -> oneOf("foo", "foo=bar", ",", "max-age", "max-age=5, max-age=100");
        };
    }

    private void condition(Fields.Builder fields, @Nullable Kept known, long now) {
        String date = Dates.format(now - oneOf(0, 10, 500, 1000, 5000) * 1000L);
        String modified = known == null || known.lastModified() == null ? date : known.lastModified();
        switch (below(8)) {
            case 0, 1 -> fields.add("if-none-match", tag(known));
            case 2 -> fields.add("if-none-match", "\"x\", " + tag(known));
            case 3 -> fields.add("if-modified-since", oneOf(date, modified));
            case 4 -> fields.add("if-none-match", tag(known)).add("if-modified-since", oneOf(date, modified));
            case 5 -> fields.add("if-match", oneOf(tag(known), "*"));
            case 6 -> fields.add("if-unmodified-since", oneOf(date, modified, "yesterday"));
            default -> fields.add("if-none-match", oneOf("*", "\"x\"")).add("if-modified-since", "yesterday");
        }
    }

    private String tag(@Nullable Kept known) {
        String tag = known == null || known.etag() == null || oneIn(4) ? "\"x\"" : known.etag();
        return oneIn(6) && !tag.startsWith("W/") ? "W/" + tag : tag;
    }

    private String validator(@Nullable Kept known, long now) {
        return known != null && known.lastModified() != null && oneIn(3)
                ? known.lastModified()
                : oneIn(8) ? Dates.format(now) : tag(known);
    }

    /** The status of an answer that is not a 304. */
    int status() {
        return switch (below(24)) {
            case 0 -> 404;
            case 1 -> 301;
            case 2 -> 204;
            case 3 -> oneOf(500, 502, 503, 504);
            case 4 -> oneOf(302, 403, 410, 418, 428, 429, 431, 501, 511, 299, 599, 203, 300, 307, 405, 414, 451);
            default -> 200;
        };
    }

    /** What the responses of a URL mostly vary on. */
    String vary() {
        return oneIn(2) ? "" : oneOf(VARIES);
    }

    /** Fields of a response. {@code vary} is what the URL's responses mostly vary on. */
    Fields response(String id, String vary, long now) {
        Fields.Builder fields = Fields.builder();
        fields.add("x-id", id);
        freshness(fields, now);
        if (!oneIn(3)) {
            fields.add("date", oneIn(10) ? oneOf("yesterday", Dates.format(now - 30_000)) : Dates.format(now));
        }
        if (oneIn(8)) {
            fields.add("age", oneOf("0", "3", "10", "50", "abc", "5, 7", "-3"));
        }
        if (oneIn(2)) {
            fields.add("etag", oneOf("", "", "W/") + '"' + id + '"');
        }
        if (oneIn(3)) {
            fields.add("last-modified", Dates.format(now - oneOf(100, 500, 1000) * 1000L));
        }
        String varies = oneIn(60) ? oneOf("*", "accept-language, *") : oneIn(15) ? oneOf(VARIES) : vary;
        if (!varies.isEmpty()) {
            fields.add("vary", varies);
        }
        if (oneIn(12)) {
            fields.add("set-cookie", "id=" + id);
        }
        if (oneIn(6)) {
            fields.add("x-secret", id);
        }
        if (oneIn(4)) {
            fields.add("surrogate-key", oneOf("k1", "k2", "k1 k2"));
        }
        return fields.build();
    }

    Fields notModified(String id, @Nullable String etag, String vary, long now) {
        Fields.Builder fields = Fields.builder();
        fields.add("x-id", id);
        freshness(fields, now);
        if (!oneIn(4)) {
            fields.add("date", Dates.format(now));
        }
        if (oneIn(8)) {
            fields.add("age", oneOf("3", "50"));
        }
        if (etag != null && !oneIn(3)) {
            fields.add("etag", oneIn(8) ? "\"" + id + "\"" : oneIn(8) && !etag.startsWith("W/") ? "W/" + etag : etag);
        }
        if (oneIn(12)) {
            fields.add("set-cookie", "id=" + id);
        }
        if (oneIn(20)) {
            fields.add("last-modified", Dates.format(now - 100_000));
        }
        if (!vary.isEmpty() && oneIn(2)) {
            fields.add("vary", vary);
        }
        return fields.build();
    }

    private void freshness(Fields.Builder fields, long now) {
        if (!oneIn(6)) {
            fields.add("cache-control", responseDirectives());
        }
        if (oneIn(15)) {
            fields.add("cache-control", responseDirectives());
        }
        if (oneIn(12)) {
            fields.add("cdn-cache-control", oneOf(TARGETED));
        }
        if (oneIn(25)) {
            fields.add("skerry-cache-control", oneOf(TARGETED));
        }
        if (oneIn(8)) {
            String expires = Dates.format(now + oneOf(-10, 0, 5, 60) * 1000L);
            fields.add("expires", oneIn(5) ? oneOf("0", "never") : expires);
            if (oneIn(8)) {
                fields.add("expires", oneOf(expires, Dates.format(now + 77_000)));
            }
        }
    }

    private String responseDirectives() {
        StringBuilder text = new StringBuilder();
        if (!oneIn(4)) {
            text.append(oneIn(8) ? "Max-Age=" : "max-age=").append(number());
        }
        if (oneIn(4)) {
            text.append(", stale-while-revalidate=").append(number());
        }
        if (oneIn(4)) {
            text.append(", stale-if-error=").append(number());
        }
        if (oneIn(3)) {
            text.append(", ").append(oneOf(RESPONSE_WORDS));
        }
        if (oneIn(20)) {
            text.append(", max-age=").append(number());
        }
        return text.toString();
    }
}
