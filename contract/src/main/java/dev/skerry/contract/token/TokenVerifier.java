package dev.skerry.contract.token;

import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens (RFC 6750): JWTs (RFC 7519) signed with ES256 and nothing else by the platform's key, with the
 * issuer and audience of {@link TokenClaims}, an expiry and a subject. Thread-safe. What is wrong with a token is told in
 * general terms, and never with the token.
 *
 * <p>A signature costs a fraction of a millisecond to verify, and a client sends the same token again and again: the last
 * {@value #MAX_REMEMBERED} good tokens are remembered, by their whole text, until they expire. So at most 2 MiB are held.
 */
public final class TokenVerifier {
    /** The most characters that a token may have. */
    public static final int MAX_LENGTH = 8_192;

    private static final String SCHEME = "Bearer ";
    private static final int MAX_CLOCK_SKEW_SECONDS = 5;
    private static final int MAX_REMEMBERED = 256;

    /** What the error codes of the JWT library mean; the first that applies is told. */
    private static final List<Reason> REASONS = List.of(
            new Reason(TokenRefusal.EXPIRED, Set.of(ErrorCodes.EXPIRED)),
            new Reason(TokenRefusal.NOT_YET_VALID, Set.of(ErrorCodes.NOT_YET_VALID)),
            new Reason(TokenRefusal.BAD_SIGNATURE, Set.of(ErrorCodes.SIGNATURE_INVALID)),
            new Reason(TokenRefusal.WRONG_AUDIENCE, Set.of(ErrorCodes.AUDIENCE_INVALID, ErrorCodes.AUDIENCE_MISSING)),
            new Reason(TokenRefusal.WRONG_ISSUER, Set.of(ErrorCodes.ISSUER_INVALID, ErrorCodes.ISSUER_MISSING)),
            new Reason(TokenRefusal.CLAIM_MISSING, Set.of(ErrorCodes.EXPIRATION_MISSING, ErrorCodes.SUBJECT_MISSING)),
            new Reason(TokenRefusal.BAD_CLAIM, Set.of(ErrorCodes.MALFORMED_CLAIM)));

    private record Reason(TokenRefusal refusal, Set<Integer> codes) {}

    private record Proven(VerifiedToken token, Instant goodUntil) {}

    private final ECPublicKey key;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Proven> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Proven> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /**
     * Verifies with this key.
     *
     * @param key on P-256
     * @param clock that expiry is judged by
     */
    public TokenVerifier(ECPublicKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Verifies with a public key on curve P-256 in PEM ({@code -----BEGIN PUBLIC KEY-----}, RFC 7468 §13).
     *
     * @throws IllegalArgumentException if the file cannot be read or holds something else; the message names the setting
     *     {@code skerry.token.public-key} and says how to go on
     */
    public static TokenVerifier ofPem(Path file, InstantSource clock) {
        return new TokenVerifier(PublicKeyFile.read(file), clock);
    }

    /** Judges the value of an {@code Authorization} field; null where a request has none. */
    public TokenVerdict verify(@Nullable String authorization) {
        if (authorization == null) {
            return TokenRefusal.MISSING;
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return TokenRefusal.NOT_BEARER;
        }
        String token = authorization.substring(SCHEME.length()).strip();
        if (token.length() > MAX_LENGTH) {
            return TokenRefusal.TOO_LONG;
        }
        Instant now = clock.instant();
        Proven known = recall(token);
        if (known != null) {
            return now.isBefore(known.goodUntil()) ? known.token() : TokenRefusal.EXPIRED;
        }
        return prove(token, now);
    }

    private TokenVerdict prove(String token, Instant now) {
        // Three parts: a signed token. One of five would be encrypted, and have its key unwrapped first.
        if (token.chars().filter(c -> c == '.').count() != 2) {
            return TokenRefusal.NOT_ES256;
        }
        try {
            JwtClaims claims = consumer(now).processToClaims(token);
            Set<Scope> scopes = scopes(claims.getStringClaimValue(TokenClaims.SCOPE));
            String site = claims.getStringClaimValue(TokenClaims.SITE);
            VerifiedToken verified = new VerifiedToken(claims.getSubject(), site == null ? "" : site, scopes);
            Instant expiry = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
            remember(token, new Proven(verified, expiry.plusSeconds(MAX_CLOCK_SKEW_SECONDS)));
            return verified;
        } catch (InvalidJwtException e) {
            return refusal(e);
        } catch (MalformedClaimException e) {
            return TokenRefusal.BAD_CLAIM;
        }
    }

    private JwtConsumer consumer(Instant now) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                .setVerificationKey(key)
                .setExpectedIssuer(TokenClaims.ISSUER)
                .setExpectedAudience(TokenClaims.AUDIENCE)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(MAX_CLOCK_SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                .build();
    }

    /** @throws MalformedClaimException if one is named twice: who signs so has a fault, and may have others */
    private static Set<Scope> scopes(@Nullable String claim) throws MalformedClaimException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (claim == null || claim.isBlank()) {
            return scopes;
        }
        Set<String> words = new HashSet<>();
        for (String word : claim.strip().split(" +", -1)) {
            if (!words.add(word)) {
                throw new MalformedClaimException("a scope is named twice");
            }
            Scope.of(word).ifPresent(scopes::add);
        }
        return scopes;
    }

    private @Nullable Proven recall(String token) {
        lock.lock();
        try {
            return remembered.get(token);
        } finally {
            lock.unlock();
        }
    }

    private void remember(String token, Proven proven) {
        lock.lock();
        try {
            remembered.put(token, proven);
        } finally {
            lock.unlock();
        }
    }

    private static TokenRefusal refusal(InvalidJwtException e) {
        return REASONS.stream()
                .filter(reason -> reason.codes().stream().anyMatch(e::hasErrorCode))
                .findFirst()
                .map(Reason::refusal)
                .orElse(TokenRefusal.NOT_ES256);
    }
}
