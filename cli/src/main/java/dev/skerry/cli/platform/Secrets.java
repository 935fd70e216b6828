package dev.skerry.cli.platform;

import dev.skerry.contract.token.TokenClaims;
import dev.skerry.contract.webhook.WebhookKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The secrets of a platform, made at its first {@code up} under {@code DATA/secrets}, readable by their owner only.
 *
 * @param folder that holds them
 */
public record Secrets(Path folder) {
    private static final Duration SERVICE_TOKEN_LIFETIME = Duration.ofDays(365);

    /** The private key that tokens are signed with, PKCS#8 in PEM. */
    Path tokenKey() {
        return folder.resolve("token-private.pem");
    }

    /** The public key that services check tokens with, in PEM. */
    Path tokenPublicKey() {
        return folder.resolve("token-public.pem");
    }

    /** What a PoP proves itself with to another: 256 random bits in hexadecimal. */
    Path fleetSecret() {
        return folder.resolve("fleet-secret");
    }

    /** What the secrets of webhooks are derived from: 256 random bits in hexadecimal. */
    Path webhookKeyFile() {
        return folder.resolve("webhook-key");
    }

    /** What origin-service shows to purge-service. */
    Path serviceToken() {
        return folder.resolve("origin-service-token");
    }

    /** Makes what is not there yet; the service's token, which expires, anew each time. */
    void prepare(Clock clock) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!Files.exists(tokenKey())) {
                makeTokenKeys();
            }
            makeRandom(fleetSecret());
            makeRandom(webhookKeyFile());
        } catch (IOException e) {
            throw new UncheckedIOException("making secrets in " + folder + " failed", e);
        }
        Pem.writeSecret(
                serviceToken(),
                tokenSigner(clock)
                        .sign(
                                "origin-service",
                                TokenClaims.ANY_SITE,
                                List.of("purge:select", "purge:all", "purge:read"),
                                SERVICE_TOKEN_LIFETIME));
    }

    private static void makeRandom(Path file) {
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Pem.writeSecret(file, HexFormat.of().formatHex(random));
        }
    }

    private void makeTokenKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Pem.writeSecret(
                    tokenPublicKey(), Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded()));
            Pem.writeSecret(
                    tokenKey(), Pem.encode("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** @throws CommandFailed if {@code up} has made no key of webhooks here yet, or the file is damaged */
    public WebhookKey webhookKey() {
        Path file = webhookKeyFile();
        if (!Files.exists(file)) {
            throw new CommandFailed(
                    "there is no key of webhooks in " + folder,
                    "Start the platform with ./skerry up, or name its data folder with --data DIR.");
        }
        try {
            return WebhookKey.read(file);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(
                    String.valueOf(e.getMessage()),
                    "Remove it and run ./skerry down and up: a new one is made, and receivers need new secrets.",
                    e);
        }
    }

    /** @throws CommandFailed if {@code up} has made no key here yet */
    public TokenSigner tokenSigner(Clock clock) {
        if (!Files.exists(tokenKey())) {
            throw new CommandFailed(
                    "there is no key to sign tokens with in " + folder,
                    "Start the platform with ./skerry up, or name its data folder with --data DIR.");
        }
        try {
            byte[] der = Pem.decode(Files.readString(tokenKey()));
            return new TokenSigner(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)), clock);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + tokenKey() + " failed", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CommandFailed(
                    tokenKey() + " does not hold a private key: " + e.getMessage(),
                    "Remove it and run ./skerry down and up: a new pair is made, and old tokens become void.",
                    e);
        }
    }
}
