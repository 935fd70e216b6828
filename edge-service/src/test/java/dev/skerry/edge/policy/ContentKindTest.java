package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKindTest {
    private static boolean isDeceptive(String path, String type) {
        return ContentKind.isDeceptive(path, Messages.ok(type == null ? null : "Content-Type: " + type));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a.css        | text/css
            /a.css        | Text/CSS; charset=utf-8
            /a.CSS?v=1    | text/css
            /a.js         | text/javascript
            /a.js         | application/javascript
            /a.mjs        | application/x-javascript
            /a.json       | application/json
            /a.json       | application/ld+json
            /a.js.map     | application/json
            /a.xml        | text/xml
            /a.xml        | application/atom+xml
            /a.txt        | text/plain
            /a.csv        | text/csv
            /a.md         | text/markdown
            /a.png        | image/png
            /a.jpg        | image/webp
            /a.svg        | image/svg+xml
            /favicon.ico  | image/vnd.microsoft.icon
            /a.woff2      | font/woff2
            /a.ttf        | application/font-sfnt
            /a.eot        | application/vnd.ms-fontobject
            /a.pdf        | application/pdf
            /a.mp4        | video/mp4
            /a.m3u8       | application/vnd.apple.mpegurl
            /a.mpd        | application/dash+xml
            /a.mp3        | audio/mpeg
            /a.wasm       | application/wasm
            /a.zip        | application/zip
            /a.tar.gz     | application/x-gzip
            /a.exe        | application/octet-stream
            /a            | text/html
            /             | text/html
            /a.html       | text/html
            /a.php        | text/html
            /a.css/       | text/html
            /a.css/b      | text/html
            /a.unknown    | text/html
            /acss         | text/html
            /a.css.html   | text/html
            /a?b=.css     | text/html
            """)
    void a_type_that_belongs_to_the_extension_or_an_extension_that_says_nothing(String path, String type) {
        assertThat(isDeceptive(path, type)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            /account/x.css       | text/html
            /account/x.css       | none
            /account/x.css       | css
            /account/x.css       | text/css, text/html
            /account/.css        | text/html
            /account/x.CsS       | text/html
            /account/x.js        | text/html; charset=utf-8
            /account/x.js        | application/json
            /account/x.json      | text/html
            /account/x.xml       | application/xhtml+xml
            /account/x.txt       | text/html
            /account/x.txt       | application/json
            /account/x.csv       | text/html
            /account/x.md        | text/html
            /account/x.png       | text/html
            /account/x.png       | application/json
            /account/x.ico       | application/xhtml+xml
            /account/x.woff2     | text/html
            /account/x.pdf       | text/html
            /account/x.mp4       | application/json
            /account/x.zip       | application/json
            /account/x.zip       | application/vnd.api+json
            /account/x.zip       | text/html
            /account/x.wasm      | application/octet-stream
            /account;x.css       | text/html
            /account;a=b;x.css   | text/html
            /x.css;a             | text/html
            /x.css;.html         | text/html
            /account%2Fx.css     | text/html
            /account%3Bx.css     | text/html
            /account%3Fx.css     | text/html
            /account%23x.css     | text/html
            /account%0Ax.css     | text/html
            /account%00.css      | text/html
            /x.css%00            | text/html
            /x.css%3B.html       | text/html
            /x.css%20            | text/html
            /account%5Cx.css     | text/html
            /account%253Bx.css   | text/html
            /x%252Ecss           | text/html
            /x.c%73s             | text/html
            /x.css?y             | text/html
            /%2Ecss              | text/html
            /x.css;%             | text/html
            /x.css               | ;text/css
            /x.css               | /css
            /x.json              | ;a/ld+json
            /x.json              | /ld+json
            /a.css;b.js          | text/css
            """)
    void a_type_that_does_not_belong_to_the_extension(String path, String type) {
        assertThat(isDeceptive(path, type)).isTrue();
    }

    @Test
    void two_types_that_differ_are_none_and_two_that_agree_are_one() {
        assertThat(ContentKind.isDeceptive("/a.css", Messages.ok("Content-Type: text/css // Content-Type: text/html")))
                .isTrue();
        assertThat(ContentKind.isDeceptive(
                        "/a.css", Messages.ok("Content-Type: text/css // Content-Type: text/css; charset=utf-8")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 301, 404, 500})
    void any_status_may_carry_a_page(int status) {
        assertThat(ContentKind.isDeceptive("/a.css", Messages.response(status, "Content-Type: text/html")))
                .isTrue();
        assertThat(ContentKind.isDeceptive("/a.css", Messages.response(204, null)))
                .isFalse();
    }

    @Test
    void it_is_refused_only_where_the_site_says_so() {
        RequestHead request = new RequestHead("GET", "example.org", "/account/x.css", Fields.EMPTY);
        ResponseHead page = Messages.ok("Content-Type: text/html // Cache-Control: max-age=60");
        CacheRules refuse = CacheRules.DEFAULT.with(CacheRules.Option.REFUSE_DECEPTION);
        assertThat(Storability.decide(request, page, T, CacheRules.DEFAULT)).isInstanceOf(StoreDecision.Store.class);
        assertThat(Storability.decide(request, page, T, refuse))
                .isEqualTo(new StoreDecision.Refuse(StoreRefusal.DECEPTION));
        ResponseHead sheet = Messages.ok("Content-Type: text/css // Cache-Control: max-age=60");
        assertThat(Storability.decide(request, sheet, T, refuse)).isInstanceOf(StoreDecision.Store.class);
    }

    @Test
    void a_revalidated_response_keeps_its_type() {
        RequestHead request = new RequestHead("GET", "example.org", "/x.css", Fields.EMPTY);
        ResponseHead merged = Freshening.merge(
                Messages.ok("Content-Type: text/css // Cache-Control: max-age=60 // ETag: \"1\""),
                Messages.response(304, "ETag: \"1\""));
        assertThat(Storability.decide(request, merged, T, CacheRules.DEFAULT.with(CacheRules.Option.REFUSE_DECEPTION)))
                .isInstanceOf(StoreDecision.Store.class);
    }
}
