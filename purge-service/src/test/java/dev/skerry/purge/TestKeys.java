package dev.skerry.purge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Key pairs and tokens of tests. */
public final class TestKeys {
    private TestKeys() {}

    /** A fresh pair on a curve, such as {@code secp256r1}. */
    public static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the pair's public key as PEM. */
    public static Path writePublic(KeyPair pair, Path file) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded());
        return Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
    }

    /** The key that webhooks are signed with in tests. */
    public static final String WEBHOOK_KEY = "0f".repeat(32);

    /** Writes {@link #WEBHOOK_KEY} as {@code skerry up} does. */
    public static Path writeWebhookKey(Path file) throws IOException {
        return Files.writeString(file, WEBHOOK_KEY);
    }

    /** The private key as a setting, and back. */
    public static String text(PrivateKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** The private key of {@link #text}. */
    public static PrivateKey parse(String text) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims as {@code skerry token} makes them, good for five minutes. */
    public static JwtClaims claims(String site, String scope) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("skerry");
        claims.setAudience("skerry");
        claims.setSubject("tester");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringClaim("site", site);
        claims.setStringClaim("scope", scope);
        return claims;
    }

    /** The claims signed with ES256. */
    public static String sign(JwtClaims claims, PrivateKey key) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key);
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
