package dev.skerry.origin.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.ContentUrl;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "index.html index.html",
                "css/site.css css/site.css",
                "%7euser/a%2dB ~user/a-B",
                "a%20b.txt a%20b.txt",
                "%c3%a9.txt %C3%A9.txt",
                ".well-known/acme .well-known/acme",
                "a..b/...c/d.. a..b/...c/d..",
                "100%25.txt 100%25.txt",
                "a%3fb%23c a%3Fb%23c",
                "a;b=c,d@e:f a;b=c,d@e:f",
                "a{b}|c a%7Bb%7D%7Cc"
            })
    void a_path_is_normalised_as_its_url_is(String raw, String value) {
        assertThat(ContentPath.of(raw).value()).isEqualToIgnoringCase(value);
        assertThat(ContentPath.of(raw).url())
                .isEqualTo(ContentUrl.parse("/" + raw).path())
                .isEqualTo(ContentPath.of(ContentPath.of(raw).value()).url());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "logo%402x.png logo@2x.png",
                "a%20%281%29%2b%2C%21%24%26%2A.js a%20(1)+,!$&*.js",
                "%40scope/a%3ab%3Bc%3Dd @scope/a:b;c=d",
                "pages/[id].js pages/%5Bid%5D.js",
                "100%2540 100%2540"
            })
    void every_spelling_of_a_path_is_one_file_and_the_plain_one_is_purged_by_url(String raw, String value) {
        assertThat(ContentPath.of(raw)).isEqualTo(ContentPath.of(value));
        assertThat(ContentPath.of(raw).key()).isEqualTo(ContentPath.of(value).key());
        assertThat(ContentPath.of(raw).url())
                .isEqualTo("/" + value)
                .isEqualTo(ContentUrl.parse("/" + value).path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/",
                "/",
                "/a",
                "//a",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/./b",
                "%2e%2e/a",
                "a/%2E%2e/b",
                ".%2e/a",
                "%2e/a",
                "a%2Fb",
                "a%2fb",
                "..%2f..%2fetc",
                "a\\b",
                "..\\a",
                "a%5cb",
                "%252e%252e/a",
                "a%252fb",
                "a%255cb",
                "a%2500",
                "a%25252e",
                "a%00b",
                "a%0d%0aSet-Cookie:x",
                "a%7f",
                "a\u0000b",
                "a b",
                "a\tb",
                "a#b",
                "a?b",
                "é",
                "%",
                "a%2",
                "a%zz",
                "a%１1",
                "%ff",
                "%c0%ae%c0%ae/a",
                "%ed%a0%80"
            })
    void a_hostile_or_malformed_path_is_refused(String raw) {
        assertThatThrownBy(() -> ContentPath.of(raw)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.reason()).isEqualTo(Refusal.BAD_PATH);
            assertThat(e.detail()).startsWith("content path '").matches("[ -~]+");
        });
    }

    @Test
    void lengths_are_bounded() {
        assertThat(ContentPath.of("a".repeat(255)).value()).hasSize(255);
        assertThatThrownBy(() -> ContentPath.of("a".repeat(256))).hasMessageContaining("longer than 255 bytes");
        assertThatThrownBy(() -> ContentPath.of("%C3%A9".repeat(128))).hasMessageContaining("longer than 255 bytes");
        assertThat(ContentPath.of("a/".repeat(511) + "ab").value()).hasSize(1024);
        assertThatThrownBy(() -> ContentPath.of("a/".repeat(511) + "abc")).hasMessageContaining("1025 characters");
    }

    @Test
    void a_folder_means_its_index() {
        assertThat(ContentPath.ofRequest("").value()).isEqualTo("index.html");
        assertThat(ContentPath.ofRequest("docs/").value()).isEqualTo("docs/index.html");
        assertThat(ContentPath.of("index.html").folderUrl()).isEqualTo("/");
        assertThat(ContentPath.of("docs/index.html").folderUrl()).isEqualTo("/docs/");
        assertThat(ContentPath.of("docs/index.html").isIndex()).isTrue();
        assertThat(ContentPath.of("docs/myindex.html").isIndex()).isFalse();
        assertThatThrownBy(() -> ContentPath.ofRequest("//")).hasMessageContaining("empty segment");
    }

    @ParameterizedTest
    @CsvSource({
        "a.html, text/html; charset=utf-8",
        "A.HTML, text/html; charset=utf-8",
        "a.min.js, text/javascript; charset=utf-8",
        "a.mjs, text/javascript; charset=utf-8",
        "a.js.map, application/json",
        "a.css, text/css; charset=utf-8",
        "a.svg, image/svg+xml; charset=utf-8",
        "a.woff2, font/woff2",
        "a.wasm, application/wasm",
        "a.avif, image/avif",
        "a.webmanifest, application/manifest+json",
        "LICENSE, application/octet-stream",
        "a., application/octet-stream",
        ".html, text/html; charset=utf-8",
        "a.unknown, application/octet-stream"
    })
    void the_media_type_follows_the_name(String name, String type) {
        assertThat(MediaTypes.ofName(name)).isEqualTo(type);
    }

    @Test
    void a_generic_type_tells_less_than_the_name() {
        assertThat(MediaTypes.isGeneric("Application/Octet-Stream; x=y")).isTrue();
        assertThat(MediaTypes.isGeneric("application/x-www-form-urlencoded")).isTrue();
        assertThat(MediaTypes.isGeneric("text/plain")).isFalse();
    }
}
