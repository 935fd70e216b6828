package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3986 §5.2.4, §6.2.2 and §6.2.3 as far as a cache key needs them. */
class ContentUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                // RFC 3986 §6.2.2.1: case
                "HTTP://Example.COM/A/b http://example.com/A/b",
                "https://EXAMPLE.com http://example.com/",
                "/%7Ea%2f%c3%a9 /~a%2F%C3%A9",
                // §6.2.2.2: unreserved characters plain, all others as they are
                "/%7e /~",
                "/%41%2d%2E%5f%30 /A-._0",
                "/a%2Fb /a%2Fb",
                "/a%3fb /a%3Fb",
                "/a%23b /a%23b",
                "/a%25b /a%25b",
                "/a%2525 /a%2525",
                "/!$&'()*+,;=:@ /!$&'()*+,;=:@",
                // not a path character: encoded
                "/é /%C3%A9",
                "/日本 /%E6%97%A5%E6%9C%AC",
                "/😀 /%F0%9F%98%80",
                "/a\\b /a%5Cb",
                "/<>\"{}|^` /%3C%3E%22%7B%7D%7C%5E%60",
                // a lone percent sign is data
                "/% /%25",
                "/%4 /%254",
                "/%zz /%25zz",
                "/%%34 /%254",
                "/%１1 /%25%EF%BC%911",
                "/%00 /%00",
                "/%0d%0a /%0D%0A",
                // §5.2.4: dot segments
                "/a/b/c/./../../g /a/g",
                "/a/./b /a/b",
                "/a/../b /b",
                "/a/.. /",
                "/a/. /a/",
                "/. /",
                "/.. /",
                "/../.. /",
                "/../../g /g",
                "/a/../../../b /b",
                "/a/b/.. /a/",
                "/a/b/../ /a/",
                "/%2e%2e/g /g",
                "/a/%2E%2e/g /g",
                "/a/.%2e/g /g",
                "/a/%2e/g /a/g",
                "/a/%252e%252e/g /a/%252e%252e/g",
                "/... /...",
                "/.a/..b /.a/..b",
                "/a./b.. /a./b..",
                // an encoded slash is no segment border
                "/a%2F..%2Fb /a%2F..%2Fb",
                "/a/..%2F/b /a/..%2F/b",
                // empty segments stay, and count as segments
                "// //",
                "//a //a",
                "/a//b /a//b",
                "/a//../b /a/b",
                "/..//a //a",
                // §6.2.3: empty path; queries
                "http://h http://h/",
                "http://h? http://h/?",
                "http://h?q http://h/?q",
                "http://h#f http://h/",
                "/a? /a?",
                "/a?b=/../c?d /a?b=/../c?d",
                "/a?%7e%2f /a?~%2F",
                "/a?b#c /a?b",
                "/a#b?c /a",
                // hosts: port, trailing dot, IPv6
                "http://h:80/a http://h/a",
                "http://h:8443/a http://h/a",
                "http://h:/a http://h/a",
                "http://h./a http://h/a",
                "http://h.:80/a http://h/a",
                "http://[2001:DB8::1]/a http://[2001:db8::1]/a",
                "http://[::1]:8080/a http://[::1]/a",
                "http://[::ffff:1.2.3.4]/ http://[::ffff:1.2.3.4]/",
                "http://127.0.0.1:1/ http://127.0.0.1/",
                "http://a_b.xn--nxasmq6b/ http://a_b.xn--nxasmq6b/"
            })
    void equivalent_spellings_are_one(String text, String normal) {
        ContentUrl url = ContentUrl.parse(text);
        assertThat(url).hasToString(normal).isEqualTo(ContentUrl.parse(normal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/b",
                "?a",
                "#a",
                "ftp://h/a",
                "http:/h/a",
                "http:h",
                "http://",
                "http:///a",
                "http://./a",
                "http://.h/a",
                "http://h../a",
                "http://a..b/",
                "http://u@h/a",
                "http://u:p@h/a",
                "http://h:80@evil/",
                "http://h:x/a",
                "http://h:65536/a",
                "http://h:123456/a",
                "http://h:８０/a",
                "http://h:-1/a",
                "http://::1/a",
                "http://[]/a",
                "http://[::1/a",
                "http://[1]/a",
                "http://[::1]x/a",
                "http://[::1]./a",
                "http://[fe80::1%25eth0]/a",
                "http://[::１]/a",
                "http://h\\a",
                "http://h%41/a",
                "http://bücher.example/",
                "http://h*/a",
                "/a b",
                " /a",
                "/a ",
                "/a\tb",
                "/a\nb",
                "/a\r\nb",
                "/a\u0000b",
                "/a\u007fb",
                "http://h h/a",
            })
    void what_is_no_url_is_refused(String text) {
        assertThatThrownBy(() -> ContentUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(" is not valid: use ");
    }

    @Test
    void a_query_differs_from_an_empty_one_and_from_none() {
        assertThat(ContentUrl.parse("/a").query()).isNull();
        assertThat(ContentUrl.parse("/a?").query()).isEmpty();
        assertThat(ContentUrl.parse("/a?b").query()).isEqualTo("b");
        assertThat(ContentUrl.parse("/a")).isNotEqualTo(ContentUrl.parse("/a?"));
    }

    @Test
    void the_url_of_a_request_is_the_one_that_a_purge_names() {
        assertThat(ContentUrl.ofTarget("Demo.Localhost:9001", "/%7Ea/./b?c"))
                .isEqualTo(ContentUrl.parse("https://demo.localhost/~a/b?c"));
        assertThat(ContentUrl.ofTarget(null, "/a")).isEqualTo(ContentUrl.parse("/a"));
        assertThat(ContentUrl.ofTarget("h", "/a?b").target()).isEqualTo("/a?b");
        assertThatThrownBy(() -> ContentUrl.ofTarget("h", "*")).hasMessageContaining("'*' is not valid");
        assertThatThrownBy(() -> ContentUrl.ofTarget("u@h", "/")).hasMessageContaining("'u@h' is not valid");
    }

    @Test
    void a_url_that_is_too_long_is_refused_before_and_after_encoding() {
        assertThat(ContentUrl.parse("/" + "a".repeat(8191)).path()).hasSize(8192);
        assertThatThrownBy(() -> ContentUrl.parse("/" + "a".repeat(8192))).hasMessageContaining("8193 characters");
        assertThatThrownBy(() -> ContentUrl.parse("/" + "é".repeat(2000))).hasMessageContaining("12001 characters");
        assertThatThrownBy(() -> ContentUrl.parse("http://" + "h".repeat(254) + "/"))
                .hasMessageContaining("is not valid");
    }

    @Test
    void a_hostile_url_cannot_forge_a_line_of_the_log() {
        assertThatThrownBy(() -> ContentUrl.parse("x\r\nadmin logged in")).hasMessageContaining("'x??admin logged in'");
    }

    @Test
    void what_was_written_is_read_back_to_an_equal_value() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "/..%%2e2E5fAaz~-_?#=&;:@\\|\"<>{}[]^`+,'()*!$é日\ud83d\ude00\ud800\u0130\uff11 \t";
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(round % 2 == 0 ? "/" : "http://h");
            for (int left = random.nextInt(24); left > 0; left--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ContentUrl url;
            try {
                url = ContentUrl.parse(text.toString());
            } catch (IllegalArgumentException refused) {
                continue;
            }
            read++;
            assertThat(ContentUrl.parse(url.toString()))
                    .as("seed %d, text %s", seed, text)
                    .isEqualTo(url);
            assertThat(url.toString()).as("seed %d, text %s", seed, text).matches("[!-~]+");
            assertThat(url.path() + "/").as("seed %d, text %s", seed, text).doesNotContain("/../", "/./");
        }
        assertThat(read).as("seed %d", seed).isGreaterThan(5000);
    }
}
