package dev.skerry.contract.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens that nobody signed with the platform's key: confusion of algorithms (RFC 8725 §3.1), keys of their own, size. */
final class ForgedTokenTest {
    private static final KeyPair KEYS = Forge.pair("secp256r1");
    private static final KeyPair OTHER = Forge.pair("secp256r1");
    private static final Map<String, Object> CLAIMS = Map.of(
            "iss", "skerry",
            "aud", "skerry",
            "sub", "mallory",
            "exp", Instant.parse("2030-01-01T00:00:00Z").getEpochSecond(),
            "site", "*",
            "scope", "purge:all");

    private final TokenVerifier verifier =
            new TokenVerifier(Forge.publicKey(KEYS), () -> Instant.parse("2026-07-01T12:00:00Z"));

    private TokenVerdict verdict(String token) {
        return verifier.verify("Bearer " + token);
    }

    @Test
    void the_same_claims_rightly_signed_are_taken() {
        assertThat(verdict(Forge.es256(CLAIMS, KEYS.getPrivate()))).isInstanceOf(VerifiedToken.class);
    }

    @Test
    void algorithm_none_is_refused_in_every_spelling() {
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            assertThat(verdict(Forge.unsigned(Map.of("alg", none), CLAIMS, new byte[0])))
                    .isEqualTo(TokenRefusal.NOT_ES256);
            assertThat(verdict(Forge.unsigned(Map.of("alg", none), CLAIMS, new byte[64])))
                    .isEqualTo(TokenRefusal.NOT_ES256);
        }
        assertThat(verdict(Forge.unsigned(Map.of(), CLAIMS, new byte[0]))).isEqualTo(TokenRefusal.NOT_ES256);
    }

    @Test
    void the_public_key_is_no_secret_for_an_hmac() {
        for (byte[] secret : List.of(
                KEYS.getPublic().getEncoded(),
                Forge.pem(KEYS).getBytes(StandardCharsets.US_ASCII),
                Forge.pem(KEYS).strip().getBytes(StandardCharsets.US_ASCII))) {
            assertThat(verdict(Forge.hs256(CLAIMS, secret))).isEqualTo(TokenRefusal.NOT_ES256);
        }
    }

    @Test
    void other_curves_and_hashes_are_refused() {
        KeyPair p384 = Forge.pair("secp384r1");
        Map<String, Object> es384 = Map.of("alg", "ES384");
        assertThat(verdict(Forge.ecdsa(es384, CLAIMS, "SHA384withECDSAinP1363Format", p384.getPrivate())))
                .isEqualTo(TokenRefusal.NOT_ES256);
        assertThat(verdict(Forge.ecdsa(es384, CLAIMS, "SHA384withECDSAinP1363Format", KEYS.getPrivate())))
                .isEqualTo(TokenRefusal.NOT_ES256);
        assertThat(verdict(
                        Forge.ecdsa(Map.of("alg", "ES256"), CLAIMS, "SHA384withECDSAinP1363Format", KEYS.getPrivate())))
                .isEqualTo(TokenRefusal.BAD_SIGNATURE);
    }

    @Test
    void a_token_of_another_key_is_refused() {
        assertThat(verdict(Forge.es256(CLAIMS, OTHER.getPrivate()))).isEqualTo(TokenRefusal.BAD_SIGNATURE);
    }

    @Test
    void a_key_that_the_token_brings_along_is_not_believed() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        byte[] der = OTHER.getPublic().getEncoded();
        Map<String, Object> jwk = Map.of(
                "kty",
                "EC",
                "crv",
                "P-256",
                "x",
                base64.encodeToString(java.util.Arrays.copyOfRange(der, der.length - 64, der.length - 32)),
                "y",
                base64.encodeToString(java.util.Arrays.copyOfRange(der, der.length - 32, der.length)));
        Map<String, Object> header = Map.of("alg", "ES256", "jwk", jwk, "jku", "http://127.0.0.1:9/keys");
        assertThat(verdict(Forge.ecdsa(header, CLAIMS, "SHA256withECDSAinP1363Format", OTHER.getPrivate())))
                .isEqualTo(TokenRefusal.BAD_SIGNATURE);
    }

    @Test
    void a_signature_of_nothing_or_zeros_is_refused() {
        for (int length : List.of(0, 1, 63, 64, 65, 128)) {
            assertThat(verdict(Forge.unsigned(Map.of("alg", "ES256"), CLAIMS, new byte[length])))
                    .isIn(TokenRefusal.BAD_SIGNATURE, TokenRefusal.NOT_ES256);
        }
    }

    @Test
    void what_is_no_signed_token_at_all_is_refused() {
        for (String token : List.of("..", "a.b.c", "e30.e30.e30", "a.b", "....", "a.b.c.d.e", "\u0000.\u00e9.=")) {
            assertThat(verdict(token)).as(token).isEqualTo(TokenRefusal.NOT_ES256);
        }
    }

    @Test
    void an_encrypted_token_is_refused_before_anything_is_decrypted() {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"YQ\"}"
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(verdict(header + ".AA.AA.AA.AA")).isEqualTo(TokenRefusal.NOT_ES256);
    }

    @Test
    void a_huge_token_is_refused_unread() {
        assertThat(verdict("x".repeat(TokenVerifier.MAX_LENGTH + 1))).isEqualTo(TokenRefusal.TOO_LONG);
        assertThat(verdict("x".repeat(TokenVerifier.MAX_LENGTH))).isEqualTo(TokenRefusal.NOT_ES256);
        assertThat(verdict(".".repeat(1 << 20))).isEqualTo(TokenRefusal.TOO_LONG);
    }

    @Test
    void no_refusal_tells_anything_of_the_token() {
        String token = Forge.es256(CLAIMS, OTHER.getPrivate());
        assertThat(verdict(token))
                .isInstanceOfSatisfying(
                        TokenRefusal.class,
                        refusal -> assertThat(refusal.detail())
                                .doesNotContain("mallory")
                                .doesNotContain(token.substring(0, 8)));
    }
}
