package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skerry.contract.SiteId;
import dev.skerry.purge.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bearer tokens (RFC 6750, RFC 7519). */
final class TokenVerifierTest {
    private static final KeyPair KEYS = TestKeys.pair("secp256r1");

    private Instant now = Instant.now();
    private final TokenVerifier verifier = new TokenVerifier(KEYS.getPublic(), () -> now);

    private static String token(Consumer<JwtClaims> change) {
        JwtClaims claims = TestKeys.claims("demo", "purge:select purge:read");
        change.accept(claims);
        return "Bearer " + TestKeys.sign(claims, KEYS.getPrivate());
    }

    private String refusal(@Nullable String authorization) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> verifier.verify(authorization));
        assertThat(refused.kind()).isEqualTo(ProblemKind.UNAUTHORIZED);
        return refused.detail();
    }

    @Test
    void a_good_token_tells_who_asks_and_what_for() {
        Caller caller = verifier.verify(token(claims -> {}));
        assertThat(caller.subject()).isEqualTo("tester");
        assertThat(caller.scopes()).containsExactlyInAnyOrder("purge:select", "purge:read");
        assertThat(caller.isFor(new SiteId("demo"))).isTrue();
        assertThat(caller.isFor(new SiteId("docs"))).isFalse();
    }

    @Test
    void the_scheme_is_read_in_any_case() {
        assertThat(verifier.verify(token(claims -> {}).replace("Bearer", "bEARER"))
                        .subject())
                .isEqualTo("tester");
    }

    @Test
    void a_missing_or_foreign_authorization_is_refused() {
        assertThat(refusal(null)).contains("Bearer TOKEN");
        assertThat(refusal("Basic dTpw")).contains("Bearer TOKEN");
        assertThat(refusal("Bearer ")).contains("not a JWT");
        assertThat(refusal("Bearer nonsense")).contains("not a JWT");
        assertThat(refusal("Bearer " + "x".repeat(9_000))).contains("longer");
    }

    @Test
    void wrong_and_missing_claims_are_refused() {
        assertThat(refusal(token(claims -> claims.setIssuer("other")))).contains("issuer");
        assertThat(refusal(token(claims -> claims.setAudience("other")))).contains("audience");
        assertThat(refusal(token(claims -> claims.unsetClaim("iss")))).contains("issuer");
        assertThat(refusal(token(claims -> claims.unsetClaim("aud")))).contains("audience");
        assertThat(refusal(token(claims -> claims.unsetClaim("exp")))).contains("exp");
        assertThat(refusal(token(claims -> claims.unsetClaim("sub")))).contains("sub");
        assertThat(refusal(token(claims -> claims.setClaim("scope", 7)))).contains("strings");
    }

    @Test
    void a_token_without_site_is_for_no_site() {
        Caller caller = verifier.verify(token(claims -> claims.unsetClaim("site")));
        assertThat(caller.isFor(new SiteId("demo"))).isFalse();
    }

    @Test
    void a_token_of_another_key_is_refused() {
        String forged = TestKeys.sign(
                TestKeys.claims("*", "purge:all"), TestKeys.pair("secp256r1").getPrivate());
        assertThat(refusal("Bearer " + forged)).contains("signature");
    }

    @Test
    void a_token_that_was_changed_after_it_was_verified_is_refused() {
        String good = token(claims -> {});
        verifier.verify(good);
        String other = token(claims -> claims.setStringClaim("scope", "purge:all"));
        String spliced = other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.'));
        assertThat(refusal(spliced)).contains("signature");
    }

    @Test
    void only_es256_counts() throws JoseException {
        JsonWebSignature none = new JsonWebSignature();
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        none.setPayload(TestKeys.claims("*", "purge:all").toJson());
        assertThat(refusal("Bearer " + none.getCompactSerialization())).contains("ES256");

        JsonWebSignature withPublicKey = new JsonWebSignature();
        withPublicKey.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        withPublicKey.setKey(new HmacKey(KEYS.getPublic().getEncoded()));
        withPublicKey.setPayload(TestKeys.claims("*", "purge:all").toJson());
        assertThat(refusal("Bearer " + withPublicKey.getCompactSerialization())).contains("ES256");
    }

    @Test
    void a_token_that_was_good_is_refused_once_it_has_expired() {
        String good = token(claims -> {});
        assertThat(verifier.verify(good)).isEqualTo(verifier.verify(good));
        now = now.plus(Duration.ofMinutes(6));
        assertThat(refusal(good)).contains("expired");
    }

    @Test
    void the_key_is_read_from_pem_and_what_is_wrong_with_it_is_told(@TempDir Path folder) throws IOException {
        Path good = TestKeys.writePublic(KEYS, folder.resolve("good.pem"));
        assertThat(TokenVerifier.ofPem(good, InstantSource.system())
                        .verify(token(claims -> {}))
                        .subject())
                .isEqualTo("tester");

        Path larger = TestKeys.writePublic(TestKeys.pair("secp384r1"), folder.resolve("p384.pem"));
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        for (Path wrong : new Path[] {larger, nonsense, folder.resolve("missing.pem")}) {
            assertThatThrownBy(() -> TokenVerifier.ofPem(wrong, InstantSource.system()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("skerry.token.public-key: " + wrong);
        }
    }
}
