package dev.skerry.cli.platform;

import dev.skerry.contract.Json;
import dev.skerry.contract.token.Scope;
import dev.skerry.contract.token.TokenClaims;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes the bearer tokens that the services of this platform take: JWTs (RFC 7519) signed with ES256 (RFC 7518 §3.4).
 * Thread-safe.
 */
public final class TokenSigner {
    /** Every scope that a token may carry. */
    public static final List<String> SCOPES =
            Arrays.stream(Scope.values()).map(Scope::text).toList();

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final PrivateKey key;
    private final Clock clock;

    /**
     * Signs with {@code key}.
     *
     * @param key on P-256
     * @param clock for the times of issue and expiry
     */
    public TokenSigner(PrivateKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * A signed token in compact form.
     *
     * @param subject who it is for
     * @param site a site id, or {@value TokenClaims#ANY_SITE}
     * @param scopes of {@link #SCOPES}; each is written once
     * @param lifetime from now
     */
    public String sign(String subject, String site, List<String> scopes, Duration lifetime) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", TokenClaims.ISSUER);
        claims.put("aud", TokenClaims.AUDIENCE);
        claims.put("sub", subject);
        claims.put(TokenClaims.SITE, site);
        claims.put(TokenClaims.SCOPE, String.join(" ", new LinkedHashSet<>(scopes)));
        claims.put("iat", now);
        claims.put("exp", now + lifetime.toSeconds());
        claims.put("jti", UUID.randomUUID().toString());
        String content =
                BASE64.encodeToString("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII)) + "."
                        + BASE64.encodeToString(Json.write(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with ECDSA on P-256", e);
        }
    }
}
