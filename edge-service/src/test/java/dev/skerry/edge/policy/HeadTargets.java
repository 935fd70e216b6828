package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.greenbytes.http.sfv.TokenItem;

/** What holds of the heads that are written, merged and read, whatever a peer sends. */
final class HeadTargets {
    private static final List<String> WORDS = List.of(
            "skerry-fra", "no-store", " ", "\"", "\\", "é", "a/b", ":", "*", "1", "=", ";", ",", "\u0000", "\u007f");
    private static final List<String> FIELD_NAMES = List.of(
            "age",
            "date",
            "etag",
            "vary",
            "connection",
            "content-length",
            "content-encoding",
            "content-range",
            "set-cookie",
            "keep-alive",
            "x-a",
            "X-B",
            "cache-control",
            "te");
    private static final List<String> FIELD_PIECES = List.of(
            "x-a",
            "x-b",
            ", ",
            "close",
            "60",
            "\"a\"",
            "accept",
            "Accept-Encoding",
            "no-cache=\"x-b\"",
            "private",
            "content-length",
            "vary",
            "date");
    private static final List<String> REFERENCES = List.of(
            "/",
            "b",
            "..",
            "?",
            "x=1",
            "http://",
            "example.org",
            ":80",
            "//",
            "other.example",
            "#f",
            "%2e",
            " ",
            "[",
            "@",
            "https:",
            "EXAMPLE.ORG",
            "a");
    private static final List<String> LIST_PIECES =
            List.of("\"a\"", "\"b\"", ", ", ";x", "c", "\"", "\\", "()", "1", " ", "\"" + "g".repeat(70) + "\"");
    private static final List<String> LINK_PIECES = List.of(
            "<",
            ">",
            "/a.css",
            "; rel=preload",
            ";rel=\"x preload\"",
            ", ",
            "; title=\"",
            "\"",
            "\\",
            "</b,c>",
            "; as=style",
            ";REL=Preconnect",
            "rel=",
            "<//cdn.example>");
    private static final List<String> PATH_PIECES = List.of(
            "a", ".css", ".js", ".png", ".html", "/", ";", "%2e", "%2E", "%252e", "%3B", "%00", "?", "css", ".", "%");

    private HeadTargets() {}

    /** RFC 9211 §2: an Item with parameters, in the eyes of a parser that is not ours. */
    static void cacheStatus(Draw draw) {
        boolean hit = draw.chance();
        CacheStatus status = new CacheStatus(
                draw.text(WORDS),
                hit,
                hit || draw.chance()
                        ? null
                        : draw.oneOf(List.of(FetchReason.values())).fwd(),
                draw.chance() ? OptionalInt.of(100 + draw.below(200)) : OptionalInt.empty(),
                draw.chance() ? OptionalLong.of(draw.number()) : OptionalLong.empty(),
                draw.chance(),
                draw.chance(),
                draw.chance() ? draw.text(WORDS) : null,
                draw.chance() ? draw.text(WORDS) : null);
        Item<?> item = Parser.parseItem(status.text());
        assertThat(item).isInstanceOfAny(StringItem.class, TokenItem.class);
        assertThat(item.getParams().containsKey("hit")).isEqualTo(hit);
        assertThat(item.getParams().containsKey("fwd")).isEqualTo(status.fwd() != null);
        assertThat(item.getParams().containsKey("ttl"))
                .isEqualTo(status.ttlSeconds().isPresent());
        assertThat(item.getParams().containsKey("key")).isEqualTo(status.key() != null);
        assertThat(item.getParams().containsKey("detail")).isEqualTo(status.detail() != null);
        String detail = status.detail();
        if (detail != null && detail.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            assertThat(item.getParams().get("detail")).extracting(Item::get).isEqualTo(detail);
        }
        assertThat(Parser.parseList(status.appendedTo("other; hit")).get()).hasSize(2);
    }

    /** RFC 9111 §3.2: nothing of one connection, the length of what is held, and twice is once. */
    static void freshening(Draw draw) {
        ResponseHead stored = new ResponseHead(200, HopByHop.strip(draw.fields(FIELD_NAMES, FIELD_PIECES)));
        ResponseHead notModified = new ResponseHead(304, draw.fields(FIELD_NAMES, FIELD_PIECES));
        ResponseHead merged = Freshening.merge(stored, notModified);
        assertThat(merged.status()).isEqualTo(200);
        assertThat(HopByHop.strip(merged.fields())).isEqualTo(merged.fields());
        for (String name : List.of("content-length", "content-encoding", "content-range")) {
            assertThat(merged.fields().all(name)).isEqualTo(stored.fields().all(name));
        }
        for (String name : List.of("age", "date")) {
            assertThat(merged.fields().all(name)).isIn(notModified.fields().all(name), List.of());
        }
        for (Fields.Line line : stored.fields()) {
            assertThat(merged.fields().contains(line.name())
                            || line.name().equals("age")
                            || line.name().equals("date"))
                    .as(line.name())
                    .isTrue();
        }
        Vary vary = Vary.of(merged);
        assertThat(vary.isAny() || vary.names().containsAll(Vary.of(stored).names()))
                .isTrue();
        if (!vary.isAny()) {
            // A second time may change how Vary is written, not what it says; a third time changes nothing.
            ResponseHead again = Freshening.merge(merged, notModified);
            assertThat(again.fields().without("vary")).isEqualTo(merged.fields().without("vary"));
            assertThat(Vary.of(again)).isEqualTo(vary);
            assertThat(Freshening.merge(again, notModified)).isEqualTo(again);
        }
    }

    /** RFC 9111 §4.4: the request's own target first, nothing of another host, and all of it can be looked up. */
    static void invalidation(Draw draw) {
        String target = ContentUrl.ofTarget(
                        "example.org", draw.oneOf(List.of("/", "/a/b", "/a?x", "/x[1]", "/a//b?[]", "//b")))
                .target();
        RequestHead request =
                new RequestHead(draw.oneOf(List.of("POST", "PUT", "GET", "X")), "example.org", target, Fields.EMPTY);
        String location = draw.text(REFERENCES);
        Fields fields = Fields.of("location", location, "content-location", draw.text(REFERENCES));
        List<String> targets = Invalidation.targets(request, new ResponseHead(201, fields));
        if (request.method().equals("GET")) {
            assertThat(targets).isEmpty();
            return;
        }
        assertThat(targets).startsWith(target).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
        assertThat(targets).allMatch(found -> found.startsWith("/"));
        assertThat(Invalidation.targets(request, new ResponseHead(500, fields))).isEmpty();
        Fields plain = Fields.of("location", "/made//here?y", "content-location", "https://EXAMPLE.org:8443/there");
        assertThat(Invalidation.targets(request, new ResponseHead(303, plain)))
                .containsExactly(target, "/made//here?y", "/there");
        Fields query = Fields.of("location", "?z");
        assertThat(Invalidation.targets(request, new ResponseHead(303, query)))
                .contains(target.replaceFirst("\\?.*", "").replace("[", "%5B").replace("]", "%5D") + "?z");
        assertThat(Invalidation.isTarget(request, "http://other.example" + target))
                .isFalse();
    }

    /** RFC 9875 §2: distinct strings, within the bounds; what does not parse is ignored whole. */
    static void cacheGroups(Draw draw) {
        List<String> lines = draw.lines(LIST_PIECES);
        Fields.Builder fields = Fields.builder();
        lines.forEach(line -> fields.add("cache-groups", line));
        List<String> groups = CacheGroups.of(fields.build());
        assertThat(groups).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(64);
        assertThat(groups).allMatch(group -> group.length() <= 64);
        List<String> more = new ArrayList<>(groups);
        IntStream.range(0, 70).forEach(i -> more.add("more" + i));
        List<String> quoted = more.stream()
                .map(group -> '"' + group.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .toList();
        assertThat(CacheGroups.of(Fields.of("cache-groups", String.join(", ", quoted))))
                .isEqualTo(more.subList(0, 64));
    }

    /** Web cache deception: no decoration of a path makes a page a style sheet, and encoding hides nothing. */
    static void contentKind(Draw draw) {
        String decorated = "/" + draw.text(PATH_PIECES).replace("\n", "");
        ResponseHead page = new ResponseHead(200, Fields.of("content-type", "text/html; charset=utf-8"));
        ResponseHead style = new ResponseHead(200, Fields.of("content-type", "Text/CSS"));
        int query = decorated.indexOf('?');
        String path = query < 0 ? decorated : decorated.substring(0, query);
        assertThat(ContentKind.isDeceptive(path + "/x.css", page)).isTrue();
        assertThat(ContentKind.isDeceptive(path + "/x.css?" + decorated, page)).isTrue();
        assertThat(ContentKind.isDeceptive(path + "/x.css", style)).isFalse();
        assertThat(ContentKind.isDeceptive(path + "/x%252Ecss;y", page)).isTrue();
        boolean deceptive = ContentKind.isDeceptive(path, page);
        assertThat(ContentKind.isDeceptive(path + "?x.css", page)).isEqualTo(deceptive);
        assertThat(ContentKind.isDeceptive(path, new ResponseHead(204, Fields.EMPTY)))
                .isFalse();
        if (path.indexOf('%') < 0) {
            assertThat(ContentKind.isDeceptive(path.replace(".", "%2E").replace("c", "%63"), page))
                    .isEqualTo(deceptive);
            assertThat(ContentKind.isDeceptive(path.replace(".", "%252e"), page))
                    .isEqualTo(deceptive);
        }
    }

    /** RFC 8297: some of the members that came, word for word, and the hints of hints are the same. */
    static void earlyHints(Draw draw) {
        Fields.Builder fields = Fields.builder().add("x-a", "</x>; rel=preload");
        List<String> lines = draw.lines(LINK_PIECES);
        lines.forEach(line -> fields.add("link", line));
        Fields stored = fields.build();
        Fields hints = EarlyHints.of(new ResponseHead(200, stored));
        assertThat(hints.size()).isLessThanOrEqualTo(16);
        assertThat(StreamSupport.stream(hints.spliterator(), false)).allSatisfy(hint -> {
            assertThat(hint.name()).isEqualTo("link");
            assertThat(hint.value()).startsWith("<").contains(">");
            assertThat(stored.all("link")).anyMatch(line -> line.contains(hint.value()));
        });
        assertThat(EarlyHints.of(new ResponseHead(200, hints))).isEqualTo(hints);
    }
}
