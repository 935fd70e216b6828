package dev.skerry.stage;

import dev.skerry.cli.platform.TokenSigner;
import dev.skerry.contract.token.TokenClaims;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A key pair for one run, and a token for every site.
 *
 * @param publicKey file that services check the token with
 * @param authorization value of the field {@code Authorization}; a secret only for as long as the run lasts
 */
public record Tokens(Path publicKey, String authorization) {
    private static final String BEARER = "Bearer ";
    private static final List<String> SCOPES =
            List.of("purge:select", "purge:all", "purge:read", "content:write", "sites:write");
    private static final Duration LIFETIME = Duration.ofHours(12);

    /** The token alone, for services. */
    String bearer() {
        return authorization.substring(BEARER.length());
    }

    /** Makes them, the file in {@code folder}. */
    public static Tokens make(Path folder) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPublic().getEncoded());
            Path file = Files.writeString(
                    folder.resolve("token-public.pem"),
                    "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n",
                    StandardCharsets.US_ASCII);
            String token = new TokenSigner(pair.getPrivate(), Clock.systemUTC())
                    .sign("bench", TokenClaims.ANY_SITE, SCOPES, LIFETIME);
            return new Tokens(file, BEARER + token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }
}
