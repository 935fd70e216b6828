package dev.skerry.purge.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens (RFC 6750): JWTs signed with ES256 by the key of {@code skerry.token.public-key}, of issuer and
 * audience {@code skerry}, with an expiry and a subject. Thread-safe. What is wrong with a token is told in general terms
 * and never with the token.
 */
public final class TokenVerifier {
    private static final String SCHEME = "Bearer ";
    private static final String SKERRY = "skerry";
    private static final int MAX_LENGTH = 8_192;
    private static final int MAX_CLOCK_SKEW_SECONDS = 30;

    private final JwtConsumer tokens;

    /** Verifies with this key. */
    public TokenVerifier(PublicKey key) {
        this.tokens = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                .setVerificationKey(key)
                .setExpectedIssuer(SKERRY)
                .setExpectedAudience(SKERRY)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(MAX_CLOCK_SKEW_SECONDS)
                .build();
    }

    /**
     * Reads a public key on curve P-256 in PEM ({@code -----BEGIN PUBLIC KEY-----}, RFC 7468 §13).
     *
     * @throws IllegalArgumentException if the file cannot be read or holds something else; the message says how to go on
     */
    public static TokenVerifier ofPem(Path file) {
        try {
            String base64 = Files.readString(file)
                    .replace("-----BEGIN PUBLIC KEY-----", "")
                    .replace("-----END PUBLIC KEY-----", "")
                    .replaceAll("\\s", "");
            PublicKey key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == 256) {
                return new TokenVerifier(key);
            }
            throw new IllegalArgumentException(
                    "skerry.token.public-key: " + file + " is not a key on curve P-256, which ES256 needs");
        } catch (IOException e) {
            throw new IllegalArgumentException("skerry.token.public-key: " + file + " cannot be read: " + e, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "skerry.token.public-key: " + file + " is not a public EC key in PEM: " + e.getMessage(), e);
        }
    }

    /**
     * Returns whom the value of an {@code Authorization} field speaks for.
     *
     * @throws ProblemException 401 if it is missing or proves nothing
     */
    public Caller verify(@Nullable String authorization) {
        if (authorization == null) {
            throw unauthorized("send a token: Authorization: Bearer TOKEN");
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw unauthorized("the Authorization field must be: Bearer TOKEN");
        }
        String token = authorization.substring(SCHEME.length()).strip();
        if (token.length() > MAX_LENGTH) {
            throw unauthorized("the token is longer than " + MAX_LENGTH + " characters");
        }
        try {
            JwtClaims claims = tokens.processToClaims(token);
            String site = claims.getStringClaimValue("site");
            String scope = claims.getStringClaimValue("scope");
            return new Caller(claims.getSubject(), site == null ? "" : site, scope == null ? Set.of() : scopes(scope));
        } catch (InvalidJwtException e) {
            throw unauthorized(reason(e));
        } catch (MalformedClaimException e) {
            throw unauthorized("claims sub, site and scope of the token must be strings");
        }
    }

    private static Set<String> scopes(String scope) {
        return Set.copyOf(Arrays.asList(scope.strip().split(" +", -1)));
    }

    private static String reason(InvalidJwtException e) {
        if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "the token has expired";
        }
        if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return "the token's signature is not valid";
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "the token is not for audience skerry";
        }
        if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "the token is not of issuer skerry";
        }
        if (e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING) || e.hasErrorCode(ErrorCodes.SUBJECT_MISSING)) {
            return "the token must have the claims exp and sub";
        }
        return "the token is not a JWT signed with ES256";
    }

    private static ProblemException unauthorized(String detail) {
        return new ProblemException(ProblemKind.UNAUTHORIZED, detail);
    }
}
