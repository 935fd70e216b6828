package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheStatusTest {
    @ParameterizedTest
    @CsvSource({"376999, 376", "999, 0", "0, 0", "-1, -1", "-1000, -1", "-412000, -412"})
    void rfc9211_2_4_a_hit_tells_the_freshness_left(long remainingMs, String ttl) {
        assertThat(CacheStatus.hit("skerry-fra", remainingMs).text()).isEqualTo("skerry-fra; hit; ttl=" + ttl);
    }

    @Test
    void rfc9211_2_what_went_forward_tells_why_and_what_came_of_it() {
        CacheStatus status = CacheStatus.forwarded("skerry-fra", FetchReason.STALE)
                .withFwdStatus(304)
                .withTtlMs(60_000)
                .withStored()
                .withCollapsed()
                .withKey("GET \"x\\y\" ü")
                .withDetail("no such thing");
        assertThat(status.text())
                .isEqualTo("skerry-fra; fwd=stale; fwd-status=304; ttl=60; stored; collapsed;"
                        + " key=\"GET \\\"x\\\\y\\\" ?\"; detail=\"no such thing\"");
        assertThat(Parser.parseItem(status.text()).getParams()).hasSize(7);
    }

    @Test
    void rfc9211_2_1_a_request_is_a_hit_or_went_forward_or_neither() {
        assertThat(CacheStatus.refused("c", "only-if-cached").text()).isEqualTo("c; detail=only-if-cached");
        CacheStatus forwarded = CacheStatus.forwarded("c", FetchReason.URI_MISS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CacheStatus(
                        "c", true, "stale", forwarded.fwdStatus(), forwarded.ttlSeconds(), false, false, null, null))
                .withMessageContaining("stale");
    }

    @Test
    void rfc9211_2_5_a_hit_neither_stores_nor_collapses() {
        assertThat(CacheStatus.hit("c", 0).withStored().withCollapsed().text()).isEqualTo("c; hit; ttl=0");
    }

    @ParameterizedTest
    @EnumSource(FetchReason.class)
    void rfc9211_2_2_every_reason_is_a_valid_item(FetchReason reason) {
        String text = CacheStatus.forwarded("skerry-fra", reason).text();
        assertThat(text).startsWith("skerry-fra; fwd=" + reason.fwd());
        assertThat(Parser.parseItem(text).serialize()).isEqualTo(text.replace("; ", ";"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1abc", "a b", "é", "a\"b", "\n"})
    void rfc9651_3_3_what_is_no_token_becomes_a_string(String name) {
        String text = CacheStatus.hit(name, 0).text();
        assertThat(text).startsWith("\"");
        assertThat(Parser.parseItem(text).get()).isInstanceOf(String.class);
    }

    @Test
    void rfc9651_3_3_1_no_number_has_more_than_15_digits() {
        assertThat(CacheStatus.hit("c", Long.MAX_VALUE).text()).isEqualTo("c; hit; ttl=999999999999999");
        assertThat(CacheStatus.hit("c", Long.MIN_VALUE).text()).isEqualTo("c; hit; ttl=-999999999999999");
    }

    @Test
    void rfc9211_2_our_member_comes_after_those_nearer_to_the_origin() {
        CacheStatus status = CacheStatus.hit("fra", 1000);
        assertThat(status.appendedTo("nyc; fwd=uri-miss")).isEqualTo("nyc; fwd=uri-miss, fra; hit; ttl=1");
        assertThat(status.appendedTo("")).isEqualTo(status.text());
        assertThat(status.appendedTo(null)).isEqualTo(status.text());
    }

    @ParameterizedTest
    @EnumSource
    void rfc9211_2_8_a_detail_is_told_only_where_there_is_one(FetchReason reason) {
        assertThat(CacheStatus.forwarded("c", reason).text())
                .isEqualTo("c; fwd=" + reason.fwd()
                        + (reason.text().equals(reason.fwd()) ? "" : "; detail=" + reason.text()));
    }

    @Test
    void rfc9651_3_3_3_strings_are_of_the_characters_from_space_to_tilde() {
        assertThat(CacheStatus.refused(" ~\u007f\u001f", "d").text()).isEqualTo("\" ~??\"; detail=d");
    }
}
