package dev.skerry.purge.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
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
 *
 * <p>A signature costs milliseconds to verify, and a client sends the same token again and again: the last
 * {@value #MAX_REMEMBERED} good tokens are remembered, by their whole text, until they expire.
 */
public final class TokenVerifier {
    private static final String SCHEME = "Bearer ";
    private static final String SKERRY = "skerry";
    private static final String EXPIRED = "the token has expired";
    private static final int MAX_LENGTH = 8_192;
    private static final int MAX_CLOCK_SKEW_SECONDS = 30;

    private static final int MAX_REMEMBERED = 256;

    private record Verified(Caller caller, Instant goodUntil) {}

    private final JwtConsumer tokens;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Verified> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** Verifies with this key. */
    public TokenVerifier(PublicKey key, InstantSource clock) {
        this.clock = clock;
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
    public static TokenVerifier ofPem(Path file, InstantSource clock) {
        try {
            String base64 = Files.readString(file)
                    .replace("-----BEGIN PUBLIC KEY-----", "")
                    .replace("-----END PUBLIC KEY-----", "")
                    .replaceAll("\\s", "");
            PublicKey key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == 256) {
                return new TokenVerifier(key, clock);
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
        Verified known = recall(token);
        Verified verified = known == null ? prove(token) : known;
        if (!clock.instant().isBefore(verified.goodUntil())) {
            throw unauthorized(EXPIRED);
        }
        if (known == null) {
            remember(token, verified);
        }
        return verified.caller();
    }

    private @Nullable Verified recall(String token) {
        lock.lock();
        try {
            return remembered.get(token);
        } finally {
            lock.unlock();
        }
    }

    private void remember(String token, Verified verified) {
        lock.lock();
        try {
            remembered.put(token, verified);
        } finally {
            lock.unlock();
        }
    }

    private Verified prove(String token) {
        try {
            JwtClaims claims = tokens.processToClaims(token);
            String site = claims.getStringClaimValue("site");
            String scope = claims.getStringClaimValue("scope");
            Caller caller =
                    new Caller(claims.getSubject(), site == null ? "" : site, scope == null ? Set.of() : scopes(scope));
            Instant expiry = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
            return new Verified(caller, expiry.plusSeconds(MAX_CLOCK_SKEW_SECONDS));
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
            return EXPIRED;
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
