package dev.skerry.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.policy.ByteSpan;
import dev.skerry.edge.policy.ContentRange;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.KeyPart;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every tier promises ({@link CacheTier}); each test has keys of its own, so that they may share a store. */
public abstract class CacheTierContract {
    /** When everything here was received. */
    public static final long NOW_MS = 1_750_000_000_000L;

    /** A site of this test alone. */
    protected final SiteId site = new SiteId("s-" + UUID.randomUUID());

    /** The tier under test. */
    protected abstract CacheTier tier();

    /** Returns once everything that was stored or removed can be seen. */
    protected abstract void settle() throws Exception;

    /** Capacity for the responses of one test is at least this. */
    private static final int BIG_BYTES = 900_000;

    @Test
    void what_was_stored_is_found_whole() throws Exception {
        Fields head = Fields.of("etag", "\"1\"", "set-cookie", "a", "set-cookie", "b", "x-latin", "caf\u00e9");
        StoredResponse stored = response(key("/a?q"), "", head, body("content"));
        tier().store(stored);
        settle();

        StoredResponse found = found(key("/a?q"), Fields.EMPTY);
        assertThat(found.key()).isEqualTo(stored.key());
        assertThat(found.variant()).isEmpty();
        assertThat(found.view().head()).isEqualTo(stored.view().head());
        assertThat(found.view().requestTimeMs()).isEqualTo(stored.view().requestTimeMs());
        assertThat(found.view().responseTimeMs()).isEqualTo(stored.view().responseTimeMs());
        assertThat(found.view().lifetime()).isEqualTo(stored.view().lifetime());
        assertThat(found.stamp().fence()).isEqualTo(stored.stamp().fence());
        assertThat(found.stamp().selectorCount()).isEqualTo(stored.stamp().selectorCount());
        for (int i = 0; i < found.stamp().selectorCount(); i++) {
            assertThat(found.stamp().selector(i)).isEqualTo(stored.stamp().selector(i));
        }
        assertThat(text(found)).isEqualTo("content");
    }

    @Test
    void what_is_erased_is_gone_and_its_other_variants_stay() throws Exception {
        StoredResponse english = varying("/a", "accept-language", "en");
        StoredResponse french = varying("/a", "accept-language", "fr");
        tier().store(english);
        tier().store(french);
        settle();
        tier().erase(english).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(find(key("/a"), Fields.of("accept-language", "en"))).isNull();
        assertThat(text(found(key("/a"), Fields.of("accept-language", "fr")))).isEqualTo("fr");
        tier().erase(french).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(find(key("/a"), Fields.of("accept-language", "fr"))).isNull();
    }

    @Test
    void what_has_taken_the_place_of_what_is_erased_stays() throws Exception {
        StoredResponse old = response(key("/a"), "", Fields.EMPTY, body("old"));
        StoredResponse fresh = new StoredResponse(
                old.key(),
                "",
                old.view(),
                new Stamp(
                        new Fence(
                                old.stamp().fence().partition(),
                                old.stamp().fence().offset() + 1),
                        new long[] {1, 2}),
                body("new"));
        tier().store(old);
        tier().store(fresh);
        settle();
        tier().erase(old).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(text(found(key("/a"), Fields.EMPTY))).isEqualTo("new");
    }

    @Test
    void rfc9111_3_3_a_part_of_a_response_stays_one_until_the_whole_takes_its_place() throws Exception {
        StoredResponse whole = response(key("/a"), "", Fields.EMPTY, body("0123456789"));
        ResponseHead head = new ResponseHead(206, Fields.of("content-range", "bytes 2-4/10"));
        StoredView view = new StoredView(
                head,
                whole.view().requestTimeMs(),
                whole.view().responseTimeMs(),
                whole.view().lifetime());
        tier().store(new StoredResponse(key("/a"), "", view, whole.stamp(), body("234")));
        settle();
        assertThat(found(key("/a"), Fields.EMPTY).view().part()).isEqualTo(new ContentRange(new ByteSpan(2, 4), 10));
        assertThat(text(found(key("/a"), Fields.EMPTY))).isEqualTo("234");

        tier().store(whole);
        settle();
        assertThat(found(key("/a"), Fields.EMPTY).view().part()).isNull();
        assertThat(text(found(key("/a"), Fields.EMPTY))).isEqualTo("0123456789");
    }

    @Test
    void what_was_not_stored_is_not_found() throws Exception {
        tier().store(response(key("/a"), "", Fields.EMPTY, body("a")));
        settle();
        assertThat(find(key("/b"), Fields.EMPTY)).isNull();
        assertThat(find(key("/a?"), Fields.EMPTY)).isNull();
        assertThat(find(new CacheKey(site, ContentUrl.parse("http://other.example/a")), Fields.EMPTY))
                .isNull();
        assertThat(find(new CacheKey(new SiteId("other"), key("/a").url()), Fields.EMPTY))
                .isNull();
    }

    @Test
    void a_newer_response_replaces_the_older_one() throws Exception {
        tier().store(response(key("/a"), "", Fields.EMPTY, body("old")));
        settle();
        tier().store(response(key("/a"), "", Fields.EMPTY, body("new")));
        settle();
        assertThat(text(found(key("/a"), Fields.EMPTY))).isEqualTo("new");
    }

    @Test
    void removing_a_key_forgets_every_variant_of_it_and_nothing_else() throws Exception {
        storeVarying("/a", "accept-encoding", "gzip");
        storeVarying("/a", "accept-encoding", "br");
        tier().store(response(key("/b"), "", Fields.EMPTY, body("b")));
        settle();
        tier().remove(key("/a"));
        settle();
        assertThat(find(key("/a"), Fields.of("accept-encoding", "gzip"))).isNull();
        assertThat(find(key("/a"), Fields.of("accept-encoding", "br"))).isNull();
        assertThat(find(key("/b"), Fields.EMPTY)).isNotNull();
    }

    @Test
    void rfc9111_4_1_a_variant_answers_only_requests_with_the_fields_it_was_selected_by() throws Exception {
        storeVarying("/a", "accept-language", "de");
        storeVarying("/a", "accept-language", "en");
        settle();
        assertThat(text(found(key("/a"), Fields.of("accept-language", "de")))).isEqualTo("de");
        assertThat(text(found(key("/a"), Fields.of("accept-language", "en")))).isEqualTo("en");
        assertThat(find(key("/a"), Fields.of("accept-language", "fr"))).isNull();
        assertThat(find(key("/a"), Fields.EMPTY)).isNull();
    }

    @Test
    void parts_of_the_sites_key_tell_responses_apart_with_and_without_vary_and_go_together() throws Exception {
        for (String part : List.of("x=1:a;", "x=1:b;")) {
            Fields request = Fields.of(KeyPart.FIELD, part, "accept-language", "de");
            ResponseHead varying = new ResponseHead(200, Fields.of("vary", "accept-language"));
            tier().store(response(key("/a"), Vary.NONE.variant(request), Fields.EMPTY, body("plain " + part)));
            settle();
            tier().store(response(key("/v"), Vary.of(varying).variant(request), varying.fields(), body("de " + part)));
            settle();
        }
        tier().store(response(key("/n"), "", Fields.EMPTY, body("from before the site had a key")));
        settle();

        Fields b = Fields.of(KeyPart.FIELD, "x=1:b;");
        Fields germanA = Fields.of("accept-language", "de", KeyPart.FIELD, "x=1:a;");
        assertThat(text(found(key("/a"), b))).isEqualTo("plain x=1:b;");
        assertThat(text(found(key("/a"), germanA))).isEqualTo("plain x=1:a;");
        assertThat(text(found(key("/v"), germanA))).isEqualTo("de x=1:a;");
        assertThat(find(key("/v"), b)).isNull();
        assertThat(find(key("/a"), Fields.EMPTY)).isNull();
        assertThat(find(key("/a"), Fields.of(KeyPart.FIELD, "x;"))).isNull();
        assertThat(find(key("/n"), b)).isNull();
        tier().remove(key("/a"));
        settle();
        assertThat(find(key("/a"), germanA)).isNull();
        assertThat(find(key("/a"), b)).isNull();
    }

    @Test
    void rfc9111_4_1_the_newest_of_several_that_match_is_found_also_where_vary_changed() throws Exception {
        storeVarying("/a", "accept-language", "de");
        settle();
        storeVarying("/a", "x-device", "tv");
        settle();
        Fields both = Fields.of("accept-language", "de", "x-device", "tv");
        assertThat(text(found(key("/a"), both))).isEqualTo("tv");
        assertThat(text(found(key("/a"), both.without("x-device")))).isEqualTo("de");
        tier().store(response(key("/a"), "", Fields.EMPTY, body("plain")));
        settle();
        assertThat(text(found(key("/a"), both))).isEqualTo("plain");
        storeVarying("/a", "accept-language", "de");
        settle();
        assertThat(text(found(key("/a"), both))).isEqualTo("de");
        assertThat(text(found(key("/a"), Fields.EMPTY))).isEqualTo("plain");
    }

    @Test
    void rfc9111_4_1_what_varies_on_anything_is_never_found() throws Exception {
        tier().store(response(key("/a"), "", Fields.of("vary", "*"), body("x")));
        settle();
        assertThat(find(key("/a"), Fields.EMPTY)).isNull();
    }

    @Test
    void the_oldest_variants_go_beyond_the_bound() throws Exception {
        int stored = CacheTier.MAX_VARIANTS + 3;
        for (int i = 0; i < stored; i++) {
            storeVarying("/a", "x-user", "user-" + i);
            settle();
        }
        for (int i = 0; i < stored; i++) {
            StoredResponse found = find(key("/a"), Fields.of("x-user", "user-" + i));
            if (i < 3) {
                assertThat(found).as("variant %s", i).isNull();
            } else {
                assertThat(found).as("variant %s", i).isNotNull();
            }
        }
    }

    @Test
    void big_and_empty_bodies_keep_every_byte() throws Exception {
        byte[] big = new byte[BIG_BYTES];
        new Random(1).nextBytes(big);
        byte[] first = java.util.Arrays.copyOf(big, 65_537);
        byte[] rest = java.util.Arrays.copyOfRange(big, 65_537, big.length);
        tier().store(response(key("/big"), "", Fields.EMPTY, Body.of(List.of(first, rest))));
        tier().store(response(key("/empty"), "", Fields.EMPTY, Body.of(List.of())));
        settle();
        assertThat(bytes(found(key("/big"), Fields.EMPTY))).isEqualTo(big);
        assertThat(bytes(found(key("/empty"), Fields.EMPTY))).isEmpty();
    }

    @Test
    void a_body_that_is_not_whole_is_never_kept() throws Exception {
        Body open = Body.retained(1000);
        open.append(new byte[10]);
        tier().store(response(key("/open"), "", Fields.EMPTY, open));
        Body failed = Body.retained(1000);
        failed.append(new byte[10]);
        failed.fail();
        tier().store(response(key("/failed"), "", Fields.EMPTY, failed));
        Body tooLarge = Body.retained(5);
        tooLarge.append(new byte[10]);
        tooLarge.complete();
        tier().store(response(key("/passing"), "", Fields.EMPTY, tooLarge));
        settle();
        open.append(new byte[10]);
        open.complete();
        assertThat(find(key("/open"), Fields.EMPTY)).isNull();
        assertThat(find(key("/failed"), Fields.EMPTY)).isNull();
        assertThat(find(key("/passing"), Fields.EMPTY)).isNull();
    }

    /** A key of this test's site. */
    protected final CacheKey key(String target) {
        return new CacheKey(site, ContentUrl.parse("http://www.example" + target));
    }

    /** A response with two selectors and a fence. */
    public static StoredResponse response(CacheKey key, String variant, Fields fields, Body body) {
        StoredView view = new StoredView(
                new ResponseHead(200, fields),
                NOW_MS - 20,
                NOW_MS,
                new FreshnessLifetime(60_000, FreshnessLifetime.Source.S_MAXAGE));
        Stamp stamp = new Stamp(new Fence(3, 1L << 40), SelectorHash.matching(key.site(), key.url(), List.of()));
        return new StoredResponse(key, variant, view, stamp, body);
    }

    /** Stores the answer to a request whose field had this value; the value is the body, too. */
    protected final void storeVarying(String target, String field, String value) {
        tier().store(varying(target, field, value));
    }

    private StoredResponse varying(String target, String field, String value) {
        Fields head = Fields.of("vary", field);
        String variant = Vary.of(new ResponseHead(200, head)).variant(Fields.of(field, value));
        return response(key(target), variant, head, body(value));
    }

    /** A complete body. */
    public static Body body(String text) {
        return Body.of(List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Asks the tier. */
    protected final @Nullable StoredResponse find(CacheKey key, Fields requestFields) throws Exception {
        return tier().find(key, requestFields).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Asks the tier for what must be there. */
    protected final StoredResponse found(CacheKey key, Fields requestFields) throws Exception {
        StoredResponse response = find(key, requestFields);
        if (response == null) {
            throw new AssertionError(key + " is not found");
        }
        return response;
    }

    /** The body as text. */
    protected static String text(StoredResponse response) {
        return new String(bytes(response), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(StoredResponse response) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        response.body().segments().forEach(all::writeBytes);
        return all.toByteArray();
    }
}
