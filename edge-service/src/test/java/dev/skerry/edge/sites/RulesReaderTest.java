package dev.skerry.edge.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.CacheRules.Option;
import dev.skerry.edge.policy.KeyRules;
import dev.skerry.edge.policy.PathPrefixes;
import dev.skerry.edge.policy.SetCookieRule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesReaderTest {
    private static CacheRules rules(String cache) {
        String site = "{site: docs, hosts: [h], origins: [{store: true}], cache: " + cache + "}";
        return RulesReader.read(Json.readYaml(site.getBytes(StandardCharsets.UTF_8), SiteConfig.class)
                .cache());
    }

    @Test
    void nothing_said_is_the_default() {
        assertThat(rules("{}")).isEqualTo(CacheRules.DEFAULT);
        assertThat(RulesReader.read(SiteConfig.Cache.DEFAULT)).isEqualTo(CacheRules.DEFAULT);
        assertThat(CacheRules.DEFAULT.earlyHints()).isFalse();
        assertThat(CacheRules.DEFAULT.options()).isEmpty();
    }

    @Test
    void each_rule_has_its_place() {
        assertThat(rules("{defaultTtl: 1s, minTtl: 2s, maxTtl: 3s, negativeTtl: 4s}")
                        .ttl())
                .isEqualTo(new CacheRules.Ttl(1000, 2000, 3000, 4000));
        assertThat(rules("{staleWhileRevalidate: 1s, staleIfError: 2s, sharedStale: true}")
                        .stale())
                .isEqualTo(new CacheRules.Stale(1000, 2000, true));
        assertThat(rules("{setCookie: store}").setCookie()).isEqualTo(SetCookieRule.STORE);
        assertThat(rules("{setCookie: strip}").setCookie()).isEqualTo(SetCookieRule.STRIP);
        assertThat(rules("{bypass: [/a/, '/b']}").bypass()).isEqualTo(PathPrefixes.of(List.of("/a", "/b")));
        assertThat(rules("{key: {ignoreQuery: [a], sortQuery: true, headers: [X-B], cookies: [C]}}")
                        .key())
                .isEqualTo(
                        new KeyRules(new KeyRules.Query(List.of("a"), List.of(), true), List.of("x-b"), List.of("C")));
        assertThat(rules("{key: {keepQuery: [a]}}").key().query())
                .isEqualTo(new KeyRules.Query(List.of(), List.of("a"), false));
    }

    @ParameterizedTest
    @CsvSource({
        "cdnCacheControl: strip, STRIP_CDN_CACHE_CONTROL",
        "deception: refuse, REFUSE_DECEPTION",
        "earlyHints: true, EARLY_HINTS",
        "showKey: true, SHOW_KEY"
    })
    void each_switch_turns_on_one_option(String rule, Option option) {
        CacheRules rules = rules("{" + rule + "}");
        assertThat(rules.options()).containsExactly(option);
        assertThat(rules.stripsCdnCacheControl()).isEqualTo(option == Option.STRIP_CDN_CACHE_CONTROL);
        assertThat(rules.refusesDeception()).isEqualTo(option == Option.REFUSE_DECEPTION);
        assertThat(rules.earlyHints()).isEqualTo(option == Option.EARLY_HINTS);
        assertThat(rules.showsKey()).isEqualTo(option == Option.SHOW_KEY);
    }
}
