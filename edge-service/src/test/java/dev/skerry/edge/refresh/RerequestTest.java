package dev.skerry.edge.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.request.Keyed;
import dev.skerry.edge.sites.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The request that a stored response answers is made anew of what is kept, or not at all. */
class RerequestTest {
    private static final Site PLAIN = RefreshBench.site("s0", "cache: {}");
    private static final Site KEYED = RefreshBench.site(
            "s0", "cache: {key: {ignoreQuery: [utm_*], headers: [x-country], cookies: [ab, cd]}, bypass: [/admin]}");

    /** What is stored of the answer to a request. */
    private static StoredResponse stored(Site site, String vary, String target, String... fields) {
        Keyed asked = Keyed.of(
                site,
                new RequestHead("GET", "s0.test", target, Fields.of(fields).with("host", "s0.test")));
        ResponseHead head = new ResponseHead(200, vary.isEmpty() ? Fields.EMPTY : Fields.of("vary", vary));
        return new StoredResponse(
                asked.key(),
                Vary.of(head).variant(asked.request().fields()),
                new StoredView(head, 0, 0, new FreshnessLifetime(0, FreshnessLifetime.Source.NONE)),
                new Stamp(new Fence(0, 0), new long[0]),
                Body.of(List.of()));
    }

    private static RequestHead known(Site site, StoredResponse stored) {
        Rerequest made = Rerequest.of(site, stored);
        assertThat(made).isInstanceOf(Rerequest.Known.class);
        return ((Rerequest.Known) made).asked().request();
    }

    private static RefreshOutcome unknown(Site site, StoredResponse stored) {
        Rerequest made = Rerequest.of(site, stored);
        assertThat(made).isInstanceOf(Rerequest.Unknown.class);
        return ((Rerequest.Unknown) made).reason();
    }

    @Test
    void what_does_not_vary_is_asked_for_by_its_url_alone() {
        RequestHead asked = known(PLAIN, stored(PLAIN, "", "/a%20b?x=1&y", "accept", "text/html", "user-agent", "u"));

        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.host()).isEqualTo("s0.test");
        assertThat(asked.target()).isEqualTo("/a%20b?x=1&y");
        assertThat(asked.fields()).isEqualTo(Fields.of("host", "s0.test"));
    }

    @Test
    void what_varies_is_asked_for_with_the_fields_that_chose_it() {
        StoredResponse stored = stored(
                PLAIN,
                "Accept-Encoding, Accept-Language, X-Missing, User-Agent",
                "/a",
                "accept-encoding",
                "br;q=0.5, GZIP",
                "accept-language",
                "de, en;q=0.7",
                "user-agent",
                "Mozilla/5.0 (X11; a=b, c)");
        Fields fields = known(PLAIN, stored).fields();

        assertThat(fields.first("user-agent")).isEqualTo("Mozilla/5.0 (X11; a=b, c)");
        assertThat(fields.first("accept-encoding")).containsIgnoringCase("gzip");
        assertThat(fields.contains("x-missing")).isFalse();
        assertThat(Vary.of(stored.view().head()).variant(fields)).isEqualTo(stored.variant());
    }

    @Test
    void fields_and_cookies_of_the_sites_key_are_sent_and_no_other_cookie_is() {
        StoredResponse stored = stored(
                KEYED,
                "",
                "/a?utm_source=x&q=1",
                "x-country",
                "de;=:at",
                "cookie",
                "session=secret; ab=1; ab=2=3; cd=");
        RequestHead asked = known(KEYED, stored);

        assertThat(asked.target()).isEqualTo("/a?q=1");
        assertThat(asked.fields().first("x-country")).isEqualTo("de;=:at");
        assertThat(asked.fields().all("cookie")).containsExactly("ab=1; ab=2=3; cd=");
    }

    @Test
    void what_the_key_has_nothing_of_is_asked_for_without() {
        RequestHead asked = known(KEYED, stored(KEYED, "", "/a"));

        assertThat(asked.fields().contains("cookie")).isFalse();
        assertThat(asked.fields().contains("x-country")).isFalse();
    }

    @Test
    void what_credentials_or_a_users_cookies_chose_is_left_to_the_user() {
        assertThat(unknown(PLAIN, stored(PLAIN, "authorization", "/a", "authorization", "Basic x")))
                .isEqualTo(RefreshOutcome.CREDENTIALS);
        assertThat(unknown(PLAIN, stored(PLAIN, "cookie", "/a", "cookie", "session=secret")))
                .isEqualTo(RefreshOutcome.CREDENTIALS);
        assertThat(unknown(KEYED, stored(KEYED, "cookie", "/a", "cookie", "ab=1; session=secret")))
                .isEqualTo(RefreshOutcome.CREDENTIALS);
    }

    @Test
    void what_was_chosen_since_there_were_none_is_anybodys() {
        assertThat(known(PLAIN, stored(PLAIN, "authorization, cookie", "/a")).fields())
                .isEqualTo(Fields.of("host", "s0.test"));
    }

    @Test
    void what_was_stored_under_other_rules_of_the_site_is_not_asked_for() {
        assertThat(unknown(KEYED, stored(PLAIN, "", "/a?utm_source=x"))).isEqualTo(RefreshOutcome.UNKNOWN_REQUEST);
        assertThat(unknown(KEYED, stored(PLAIN, "", "/a"))).isEqualTo(RefreshOutcome.UNKNOWN_REQUEST);
        assertThat(unknown(PLAIN, stored(KEYED, "", "/a", "x-country", "de")))
                .isEqualTo(RefreshOutcome.UNKNOWN_REQUEST);
        assertThat(unknown(KEYED, stored(KEYED, "", "/admin"))).isEqualTo(RefreshOutcome.UNKNOWN_REQUEST);
    }
}
