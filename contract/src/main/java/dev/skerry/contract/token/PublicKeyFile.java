package dev.skerry.contract.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the key that tokens are verified with, as the setting {@value #SETTING} names it. */
final class PublicKeyFile {
    static final String SETTING = "skerry.token.public-key";

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private PublicKeyFile() {}

    /**
     * Reads a public key on curve P-256 in PEM (RFC 7468 §13).
     *
     * @throws IllegalArgumentException if the file cannot be read or holds something else; the message says how to go on
     */
    static ECPublicKey read(Path file) {
        Matcher pem = PEM.matcher(text(file));
        if (!pem.matches()) {
            throw wrong(file, "must hold -----BEGIN PUBLIC KEY-----, the key, and nothing else", null);
        }
        ECPublicKey key = decode(file, pem.group(1));
        if (!isOnP256(key)) {
            throw wrong(file, "is not a key on curve P-256, which ES256 needs", null);
        }
        return key;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e, e);
        }
    }

    private static ECPublicKey decode(Path file, String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(file, "is not a public EC key in PEM: " + e.getMessage(), e);
        }
    }

    /** Compared with the curve itself, since others have keys of the same length. */
    private static boolean isOnP256(ECPublicKey key) {
        ECParameterSpec p256 = p256();
        ECParameterSpec of = key.getParams();
        return of.getCurve().equals(p256.getCurve())
                && of.getGenerator().equals(p256.getGenerator())
                && of.getOrder().equals(p256.getOrder());
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec("secp256r1"));
            return named.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has curve P-256", e);
        }
    }

    private static IllegalArgumentException wrong(Path file, String what, @Nullable Throwable cause) {
        return new IllegalArgumentException(SETTING + ": " + file + " " + what, cause);
    }
}
