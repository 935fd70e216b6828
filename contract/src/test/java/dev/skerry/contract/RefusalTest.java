package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets an error that says where it is, what is wrong, and what would be right. */
class RefusalTest {
    private static final String ORIGINS = "origins: [{store: true}]\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                     | is missing",
                "site: docs                             | hosts: is missing",
                "{site: docs, hosts: null}              | hosts: is missing",
                "{site: docs, hosts: [null]}            | hosts[0]: is missing, or has a null",
                "{site: docs, hosts: h}                 | hosts: expected a list (line 1, column",
                "{site: docs, hosts: [h]}               | origins: is missing",
                "{site: Docs}                           | site: site 'Docs' is not valid: use 1 to 63 characters",
                "{site: docs, site: docs}               | Duplicate field 'site'",
                "{site: d, hosts: [h], origins: [{store: true}], x: 1} | unknown field 'x': known here are cache, hosts",
                "{site: [docs]}                         | site: expected",
                "- site                                 | expected an object",
                "'text'                                 | expected an object",
                "{site: docs                            | line",
                "'{site: docs}\u0000'                   | ",
                "null                                   | found null",
                "{site: docs, hosts: [*x]}              | ",
            })
    void a_site_file_that_is_wrong(String yaml, String message) {
        assertThatThrownBy(() -> site(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message == null ? "" : message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hosts: []                    | hosts: a site has 1 to 100",
                "hosts: ['a b']               | host 'a b' is not valid",
                "hosts: ['u@h']               | host 'u@h' is not valid",
                "hosts: ['*.example']         | host '*.example' is not valid",
                "hosts: [h]\\nshield: FRA     | PoP 'FRA' is not valid",
                "hosts: [h]\\ncache: {ttl: 1s} | cache.ttl: unknown field 'ttl': known here are bypass, cdnCacheControl",
                "hosts: [h]\\ncache: {defaultTtl: 5} | cache.defaultTtl: expected text",
                "hosts: [h]\\ncache: {defaultTtl: 5x} | cache.defaultTtl: time span '5x' is not valid: use a whole number",
                "hosts: [h]\\ncache: {setCookie: no} | cache.setCookie: setCookie 'no' is unknown: use bypass, store",
                "hosts: [h]\\ncache: {minTtl: 2m, maxTtl: 60s} | cache: minTtl 2m is over maxTtl 1m: use a maxTtl",
                "hosts: [h]\\ncache: {sharedStale: maybe} | cache.sharedStale: expected true or false",
                "hosts: [h]\\ncache: {cdnCacheControl: x} | cdnCacheControl 'x' is unknown: use forward or strip",
                "hosts: [h]\\ncache: {deception: x}  | deception 'x' is unknown: use allow or refuse",
                "hosts: [h]\\ncache: {bypass: /a}     | cache.bypass: expected a list",
                "hosts: [h]\\ncache: {bypass: [a]}    | bypass 'a' is not valid: use a path, for example /admin/",
                "hosts: [h]\\ncache: {bypass: ['/a?b']} | prefix '/a?b' has a query",
                "hosts: [h]\\ncache: {key: {query: a}} | cache.key.query: unknown field 'query': known here are cookies",
                "hosts: [h]\\ncache: {key: {ignoreQuery: [a], keepQuery: [b]}} | cache.key: ignoreQuery and keepQuery exclude",
                "hosts: [h]\\ncache: {key: {ignoreQuery: ['a*b']}} | query parameter 'a*b' is not valid: use a name",
                "hosts: [h]\\ncache: {key: {ignoreQuery: ['']}} | query parameter '' is not valid",
                "hosts: [h]\\ncache: {key: {keepQuery: ['a=b']}} | query parameter 'a=b' is not valid",
                "hosts: [h]\\ncache: {key: {headers: ['a b']}} | key header 'a b' is not valid: use the name of a request",
                "hosts: [h]\\ncache: {key: {headers: [Cookie]}} | key header 'Cookie' can't be part of a key: use a field",
                "hosts: [h]\\ncache: {key: {headers: [range]}} | key header 'range' can't be part of a key",
                "hosts: [h]\\ncache: {key: {headers: [Skerry-Peer]}} | key header 'Skerry-Peer' can't be part of a key",
                "hosts: [h]\\ncache: {key: {headers: [a,b,c,d,e,f,g,h,i]}} | headers: 9 names are too many, use at most 8",
                "hosts: [h]\\ncache: {key: {cookies: ['a;b']}} | key cookie 'a;b' is not valid: use the name of a cookie",
                "hosts: [h]\\ncache: {key: {cookies: [a,b,c,d,e,f,g,h,i]}} | cookies: 9 names are too many, use at most 8",
                "hosts: [h]\\nlease: {policy: x} | lease.policy: lease policy 'x' is unknown: use strict, bounded",
                "hosts: [h]\\nlease: {grace: -1s} | lease.grace: time span '-1s' is not valid",
                "hosts: [h]\\npurge: {keyCase: x} | keyCase 'x' is unknown: use sensitive or ignored",
                "hosts: [h]\\npurge: {guardPercent: 0} | purge: guardPercent 0 is out of bounds: use 1 to 100",
                "hosts: [h]\\npurge: {guardPercent: 101} | purge: guardPercent 101 is out of bounds",
                "hosts: [h]\\npurge: {refreshPerSecond: -1} | purge: refreshPerSecond -1 is out of bounds: use 0 to 10000",
                "hosts: [h]\\npurge: {webhooks: [a]} | purge: webhook 'a' is not valid: use https://HOST",
                "hosts: [h]\\npurge: {webhooks: ['ftp://h/']} | webhook 'ftp://h/' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://u:p@h/']} | webhook 'http://u:p@h/' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://h/#a']} | webhook 'http://h/#a' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://h/a b']} | webhook 'http://h/a b' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://h/%zz']} | webhook 'http://h/%zz' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://h/{x}']} | webhook 'http://h/{x}' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://h:99999/']} | webhook 'http://h:99999/' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http:///a']} | webhook 'http:///a' is not valid",
                "hosts: [h]\\npurge: {webhooks: ['http://h/1','http://h/2','http://h/3','http://h/4','http://h/5','http://h/6']} | webhooks: 6 are too many",
                "hosts: [h]\\n---\\nsite: x    | ",
            })
    void a_part_of_a_site_file_that_is_wrong(String yaml, String message) {
        String whole = "site: docs\n" + ORIGINS + yaml.replace("\\n", "\n");
        assertThatThrownBy(() -> site(whole))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message == null ? "" : message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                | an origin is either",
                "{store: false}                    | an origin is either",
                "{store: true, url: \"http://h\"}  | an origin is either",
                "{url: h}                          | origin url 'h' is not valid: use http://HOST",
                "{url: \"ftp://h\"}                | origin url 'ftp://h' is not valid",
                "{url: \"http://\"}                | host '' is not valid",
                "{url: \"http://u:p@h\"}           | host 'u:p@h' is not valid",
                "{url: \"http://h:99999\"}         | host 'h:99999' is not valid",
                "{url: \"http://h/?a\"}            | must not have a query or fragment",
                "{url: \"http://h/#a\"}            | must not have a",
                "{store: maybe}                    | store: expected true or false",
                "{url: \"http://h\", weight: 1}    | origins[0].weight: unknown field 'weight': known here are store, url",
            })
    void an_origin_that_is_wrong(String origin, String message) {
        assertThatThrownBy(() -> site("site: docs\nhosts: [h]\norigins: [" + origin + "]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message == null ? "" : message);
    }

    @Test
    void hosts_are_normalised_and_bounded() {
        SiteConfig config = site("site: docs\nhosts: [Docs.LOCALHOST, 'docs.localhost.:80', '*', '[::1]']\n" + ORIGINS);
        assertThat(config.hosts()).containsExactly("docs.localhost", "*", "[::1]");
        List<String> many = Collections.nCopies(101, "h");
        assertThatThrownBy(() -> new SiteConfig(
                        new SiteId("docs"),
                        many,
                        config.origins(),
                        null,
                        SiteConfig.Cache.DEFAULT,
                        SiteConfig.Lease.DEFAULT))
                .hasMessage("hosts: a site has 1 to 100");
    }

    @Test
    void lists_of_cache_rules_are_bounded_and_normalised() {
        SiteConfig.Cache cache = site("site: docs\nhosts: [h]\n" + ORIGINS
                        + "cache: {bypass: [/a/../b/, /b, '/'], key: {ignoreQuery: ['%75tm_*', 'ä'], headers: [X-A, x-a]}}")
                .cache();
        assertThat(cache.bypass()).containsExactly("/b", "/");
        assertThat(cache.key().ignoreQuery()).containsExactly("utm_*", "%C3%A4");
        assertThat(cache.key().headers()).containsExactly("x-a");
        String many = "[" + "/a,".repeat(100) + "/a]";
        assertThatThrownBy(() -> site("site: docs\nhosts: [h]\n" + ORIGINS + "cache: {bypass: " + many + "}"))
                .hasMessageContaining("bypass: 101 prefixes are too many, use at most 100");
        List<String> names = Collections.nCopies(101, "a");
        assertThatThrownBy(() -> new KeyConfig(names, List.of(), false, List.of(), List.of()))
                .hasMessage("ignoreQuery: 101 names are too many, use at most 100");
    }

    @Test
    void no_shield_may_be_said_or_left_out() {
        String file = "site: docs\nhosts: [h]\n" + ORIGINS;
        assertThat(site(file + "shield: none")).isEqualTo(site(file));
        assertThat(site(file + "shield: fra").shield()).isEqualTo(new PopId("fra"));
    }

    @Test
    void a_yaml_file_of_nothing_but_depth_is_refused() {
        assertThatThrownBy(() -> site("[".repeat(10_000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.readInput(utf8("[".repeat(10_000)), PurgeRequest.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0s, 0s", "0ms, 0s", "250ms, 250ms", "1000ms, 1s", "90s, 90s", "120s, 2m", "60m, 1h", "48h, 2d"})
    void a_time_span_is_written_in_the_largest_unit_that_loses_nothing(String text, String written) {
        assertThat(TimeSpan.parse(text)).hasToString(written).isEqualTo(TimeSpan.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "-1s", "+1s", "1.5s", "1 s", "1S", "1s\n", "1w", "1e3s", "１s", "9999999999999s"})
    void a_time_span_of_another_form_is_refused(String text) {
        assertThatThrownBy(() -> TimeSpan.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not valid: use a whole number and ms, s, m, h or d");
    }

    @Test
    void a_time_span_out_of_bounds_is_refused() {
        assertThat(TimeSpan.parse("3650d").duration()).isEqualTo(Duration.ofDays(3650));
        assertThatThrownBy(() -> TimeSpan.parse("3651d")).hasMessageContaining("out of bounds");
        assertThatThrownBy(() -> TimeSpan.parse("999999999999d")).hasMessageContaining("out of bounds");
        assertThatThrownBy(() -> new TimeSpan(Duration.ofNanos(1))).hasMessageContaining("whole milliseconds");
    }

    @Test
    void surrogate_keys_are_read_from_either_field_and_bad_ones_passed_over() {
        assertThat(SurrogateKey.parseField("a  b\tc,d, e"))
                .extracting(SurrogateKey::value)
                .containsExactly("a", "b", "c", "d", "e");
        assertThat(SurrogateKey.parseField("ok \u00e9 " + "x".repeat(1025) + " \u0001 also"))
                .extracting(SurrogateKey::value)
                .containsExactly("ok", "also");
        assertThat(SurrogateKey.parseField(" , ")).isEmpty();
        assertThat(SurrogateKey.parseField("k ".repeat(2000))).hasSize(1000);
        assertThatThrownBy(() -> new SurrogateKey("a b")).hasMessageContaining("surrogate key 'a b' is not valid");
    }

    @Test
    void a_key_of_any_case_is_in_lower_case() {
        PurgeSelector.ByKeyOfAnyCase selector = PurgeSelector.ByKeyOfAnyCase.of(new SurrogateKey("Product-7I"));
        assertThat(selector.text()).isEqualTo("anycase-key:product-7i");
        assertThat(PurgeSelector.parse("anycase-key:PRODUCT-7i")).isEqualTo(selector);
        assertThatThrownBy(() -> new PurgeSelector.ByKeyOfAnyCase(new SurrogateKey("A")))
                .hasMessage("surrogate key 'A' is not in lower case: use a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "key", "url", "host", "prefix", "everything:", "Key:a", "tag:a", "key:", "key:a b", "url:a"})
    void a_selector_of_another_form_is_refused(String text) {
        assertThatThrownBy(() -> PurgeSelector.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(": use ");
    }

    @Test
    void a_prefix_ends_at_a_segment_border() {
        assertThat(PurgeSelector.parse("prefix:/news/").text()).isEqualTo("prefix:/news");
        assertThat(PurgeSelector.parse("prefix:/").text()).isEqualTo("prefix:/");
        assertThatThrownBy(() -> PurgeSelector.parse("prefix:/a?b")).hasMessageContaining("has a query");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                          | a purge needs at least one of urls, keys, prefixes, hosts, or everything",
                "{\"everything\":false}      | a purge needs at least one of",
                "{\"everything\":1}          | everything: expected true or false",
                "{\"everything\":\"true\"}   | everything: expected true or false",
                "{\"urls\":\"/a\"}           | urls: expected a list",
                "{\"urls\":[null]}           | urls[0]: is missing, or has a null",
                "{\"urls\":[{}]}             | urls[0]: expected text",
                "{\"urls\":[\"/a\",\"b\"]}   | urls[1]: URL 'b' is not valid: use http://HOST/PATH",
                "{\"keys\":[\"a b\"]}        | keys[0]: surrogate key 'a b' is not valid",
                "{\"prefixes\":[\"/a?b\"]}   | prefixes[0]: prefix '/a?b' has a query",
                "{\"hosts\":[\"*\"]}         | hosts[0]: host '*' is not valid",
                "{\"urls\":[\"/a\"],\"mode\":\"x\"} | mode: purge mode 'x' is unknown: use hard or soft",
                "{\"url\":[\"/a\"]}          | unknown field 'url': known here are everything, force, hosts, keys, mode",
                "{\"urls\":[],\"urls\":[]}   | Duplicate field 'urls'",
                "{\"urls\":[\"/a\"]} x       | Unrecognized token 'x'",
                "{\"urls\":[\"/a\"           | Unexpected end",
                "[]                          | expected an object",
                "null                        | found null",
                "nul                         | Unrecognized token 'nul'",
            })
    void a_purge_request_that_is_wrong(String json, String message) {
        assertThatThrownBy(() -> Json.readInput(utf8(json), PurgeRequest.class).selectors())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_purge_has_at_most_1000_selectors() {
        PurgeRequest full = new PurgeRequest(
                Collections.nCopies(1000, "/a"), List.of(), List.of(), List.of(), false, PurgeMode.HARD);
        assertThat(full.selectors()).hasSize(1);
        PurgeRequest over = new PurgeRequest(
                Collections.nCopies(1000, "/a"), List.of(), List.of(), List.of(), true, PurgeMode.HARD);
        assertThatThrownBy(over::selectors).hasMessageContaining("at most 1000 selectors, this one has 1001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1:",
                ":1",
                "-1:1",
                "1:-1",
                "1:2:3",
                "1",
                " 1:1",
                "99999999999:1",
                "1:99999999999999999999"
            })
    void a_fence_of_another_form_is_refused(String text) {
        assertThatThrownBy(() -> Fence.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not valid: use PARTITION:OFFSET");
    }

    @Test
    void of_two_fences_the_smaller_counts_and_partitions_do_not_mix() {
        Fence fence = new Fence(3, 10);
        assertThat(fence.min(new Fence(3, 9))).isEqualTo(new Fence(3, 9));
        assertThat(fence.min(new Fence(3, 11))).isEqualTo(fence);
        assertThat(fence.isCrossedBy(10)).isTrue();
        assertThat(fence.isCrossedBy(9)).isFalse();
        assertThatThrownBy(() -> fence.min(new Fence(2, 1))).hasMessageContaining("different partitions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "a/b", "..", "é", "a\n"})
    void a_name_that_is_no_label_is_refused(String name) {
        assertThatThrownBy(() -> new SiteId(name)).hasMessageContaining("is not valid: use 1 to 63 characters");
        assertThatThrownBy(() -> new PopId(name)).hasMessageContaining("is not valid");
        assertThatThrownBy(() -> new NodeId(name)).hasMessageContaining("is not valid");
        assertThatThrownBy(() -> new PurgeId(name)).hasMessageContaining("is not valid");
    }

    private static SiteConfig site(String yaml) {
        return Json.readYaml(utf8(yaml), SiteConfig.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
