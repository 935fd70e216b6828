package dev.skerry.contract.token;

import dev.skerry.contract.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens, good and forged, with the JDK alone: nothing of the library that verifies them. */
final class Forge {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Forge() {}

    /** A fresh pair on a curve, such as {@code secp256r1}. */
    static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECPublicKey publicKey(KeyPair pair) {
        return (ECPublicKey) pair.getPublic();
    }

    /** A token signed as ES256 has it. */
    static String es256(Map<String, Object> claims, PrivateKey key) {
        return ecdsa(Map.of("alg", "ES256", "typ", "JWT"), claims, "SHA256withECDSAinP1363Format", key);
    }

    /** A token signed with ECDSA under any header. */
    static String ecdsa(Map<String, Object> header, Map<String, Object> claims, String algorithm, PrivateKey key) {
        String content = content(header, claims);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token whose signature is an HMAC under {@code secret}. */
    static String hs256(Map<String, Object> claims, byte[] secret) {
        String content = content(Map.of("alg", "HS256"), claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token with any bytes for a signature. */
    static String unsigned(Map<String, Object> header, Map<String, Object> claims, byte[] signature) {
        return content(header, claims) + "." + BASE64.encodeToString(signature);
    }

    private static String content(Map<String, Object> header, Map<String, Object> claims) {
        return BASE64.encodeToString(Json.write(header)) + "." + BASE64.encodeToString(Json.write(claims));
    }

    /** The public key as PEM. */
    static String pem(KeyPair pair) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }
}
