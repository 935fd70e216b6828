package dev.skerry.contract.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteId;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the claims of a token prove (RFC 7519 §4.1), by a clock of the test's own. */
final class TokenVerifierTest {
    private static final KeyPair KEYS = Forge.pair("secp256r1");
    private static final SiteId DEMO = new SiteId("demo");

    private Instant now = Instant.parse("2026-07-01T12:00:00Z");
    private final TokenVerifier verifier = new TokenVerifier(Forge.publicKey(KEYS), () -> now);

    /** A good token for five minutes, but for the change. */
    private String token(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", "skerry");
        claims.put("aud", "skerry");
        claims.put("sub", "tester");
        claims.put("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
        claims.put("site", "demo");
        claims.put("scope", "purge:select purge:read");
        change.accept(claims);
        return "Bearer " + Forge.es256(claims, KEYS.getPrivate());
    }

    private TokenVerdict verdictWith(String claim, Object value) {
        return verifier.verify(token(claims -> claims.put(claim, value)));
    }

    private TokenVerdict verdictWithout(String claim) {
        return verifier.verify(token(claims -> claims.remove(claim)));
    }

    private VerifiedToken verified(String authorization) {
        return (VerifiedToken) verifier.verify(authorization);
    }

    private static VerifiedToken of(TokenVerdict verdict) {
        return (VerifiedToken) verdict;
    }

    @Test
    void a_good_token_tells_who_asks_and_what_for() {
        VerifiedToken token = verified(token(claims -> {}));
        assertThat(token.subject()).isEqualTo("tester");
        assertThat(token.scopes()).containsExactlyInAnyOrder(Scope.PURGE_SELECT, Scope.PURGE_READ);
        assertThat(token.allowsAny(List.of(Scope.PURGE_ALL, Scope.PURGE_READ))).isTrue();
        assertThat(token.allowsAny(List.of(Scope.PURGE_ALL))).isFalse();
        assertThat(token.isFor(DEMO)).isTrue();
        assertThat(token.isFor(new SiteId("docs"))).isFalse();
    }

    @Test
    void a_token_for_any_site_is_for_each() {
        assertThat(of(verdictWith("site", "*")).isFor(DEMO)).isTrue();
    }

    @Test
    void a_token_without_site_is_for_no_site() {
        assertThat(of(verdictWithout("site")).isFor(DEMO)).isFalse();
    }

    @Test
    void a_token_without_scope_allows_nothing() {
        assertThat(of(verdictWithout("scope")).scopes()).isEmpty();
        assertThat(of(verdictWith("scope", " ")).scopes()).isEmpty();
    }

    @Test
    void a_scope_that_is_unknown_allows_nothing_and_takes_nothing_away() {
        assertThat(of(verdictWith("scope", " content:writes  content:write")).scopes())
                .isEqualTo(Set.of(Scope.CONTENT_WRITE));
    }

    @Test
    void a_scope_that_is_named_twice_is_refused() {
        assertThat(verdictWith("scope", "purge:all purge:all")).isEqualTo(TokenRefusal.BAD_CLAIM);
    }

    @Test
    void the_scheme_is_read_in_any_case() {
        assertThat(verified(token(claims -> {}).replace("Bearer", "bEARER")).subject())
                .isEqualTo("tester");
    }

    @Test
    void a_missing_or_foreign_authorization_is_refused() {
        assertThat(verifier.verify(null)).isEqualTo(TokenRefusal.MISSING);
        assertThat(verifier.verify("")).isEqualTo(TokenRefusal.NOT_BEARER);
        assertThat(verifier.verify("Basic dTpw")).isEqualTo(TokenRefusal.NOT_BEARER);
        assertThat(verifier.verify("Bearer ")).isEqualTo(TokenRefusal.NOT_ES256);
        assertThat(verifier.verify("Bearer nonsense")).isEqualTo(TokenRefusal.NOT_ES256);
    }

    @Test
    void wrong_and_missing_claims_are_refused() {
        assertThat(verdictWith("iss", "other")).isEqualTo(TokenRefusal.WRONG_ISSUER);
        assertThat(verdictWithout("iss")).isEqualTo(TokenRefusal.WRONG_ISSUER);
        assertThat(verdictWith("aud", "other")).isEqualTo(TokenRefusal.WRONG_AUDIENCE);
        assertThat(verdictWith("aud", List.of("other", "another"))).isEqualTo(TokenRefusal.WRONG_AUDIENCE);
        assertThat(verdictWithout("aud")).isEqualTo(TokenRefusal.WRONG_AUDIENCE);
        assertThat(verdictWithout("exp")).isEqualTo(TokenRefusal.CLAIM_MISSING);
        assertThat(verdictWithout("sub")).isEqualTo(TokenRefusal.CLAIM_MISSING);
    }

    @Test
    void claims_of_another_type_are_refused() {
        assertThat(verdictWith("scope", 7)).isEqualTo(TokenRefusal.BAD_CLAIM);
        assertThat(verdictWith("scope", List.of("purge:all"))).isEqualTo(TokenRefusal.BAD_CLAIM);
        assertThat(verdictWith("site", Map.of("any", true))).isEqualTo(TokenRefusal.BAD_CLAIM);
        assertThat(verdictWith("sub", 7)).isEqualTo(TokenRefusal.BAD_CLAIM);
        assertThat(verdictWith("exp", "tomorrow")).isEqualTo(TokenRefusal.BAD_CLAIM);
    }

    @Test
    void clocks_may_differ_by_less_than_five_seconds() {
        assertThat(verdictWith("exp", now.minusSeconds(4).getEpochSecond())).isInstanceOf(VerifiedToken.class);
        assertThat(verdictWith("exp", now.minusSeconds(5).getEpochSecond())).isEqualTo(TokenRefusal.EXPIRED);
        assertThat(verdictWith("nbf", now.plusSeconds(5).getEpochSecond())).isInstanceOf(VerifiedToken.class);
        assertThat(verdictWith("nbf", now.plusSeconds(6).getEpochSecond())).isEqualTo(TokenRefusal.NOT_YET_VALID);
    }

    @Test
    void a_token_that_was_good_is_refused_once_it_has_expired() {
        String good = token(claims -> {});
        assertThat(verified(good)).isEqualTo(verified(good));
        now = now.plus(Duration.ofMinutes(5)).plusSeconds(4);
        assertThat(verifier.verify(good)).isInstanceOf(VerifiedToken.class);
        now = now.plusSeconds(1);
        assertThat(verifier.verify(good)).isEqualTo(TokenRefusal.EXPIRED);
    }

    @Test
    void a_token_is_good_for_its_whole_text_and_no_other() {
        String good = token(claims -> {});
        verified(good);
        String other = token(claims -> claims.put("scope", "purge:all"));
        String spliced = other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.'));
        assertThat(verifier.verify(spliced)).isEqualTo(TokenRefusal.BAD_SIGNATURE);
    }

    @Test
    void more_tokens_than_are_remembered_are_all_verified() {
        List<String> tokens = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> token(claims -> claims.put("sub", "tester-" + i)))
                .toList();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < tokens.size(); i++) {
                assertThat(verified(tokens.get(i)).subject()).isEqualTo("tester-" + i);
            }
        }
    }

    @Test
    void a_refusal_says_what_would_be_right_and_challenges_as_rfc_6750_has_it() {
        assertThat(TokenRefusal.MISSING.challenge()).isEqualTo("Bearer realm=\"skerry\"");
        for (TokenRefusal refusal : TokenRefusal.values()) {
            assertThat(refusal.detail()).isNotBlank();
            if (refusal != TokenRefusal.MISSING) {
                assertThat(refusal.challenge()).isEqualTo("Bearer realm=\"skerry\", error=\"invalid_token\"");
            }
        }
    }
}
