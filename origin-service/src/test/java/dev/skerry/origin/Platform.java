package dev.skerry.origin;

import dev.skerry.testing.RealParts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** What the service needs around it: a real Kafka, a stand-in for purge-service, a key pair, an empty data folder. */
public final class Platform implements QuarkusTestResourceLifecycleManager {
    /** The largest file the service takes here. */
    static final int MAX_SIZE = 20 << 20;

    private final KeyPair keys = newKeys();
    private final PurgeStandIn purges = new PurgeStandIn();
    private final Path root = newFolder();

    @Override
    public Map<String, String> start() {
        try {
            Path pem = root.resolve("token.pem");
            Files.writeString(
                    pem,
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(keys.getPublic().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            Path token = root.resolve("service-token");
            Files.writeString(token, PurgeStandIn.TOKEN + "\n");
            return Map.of(
                    "skerry.kafka", RealParts.kafka().bootstrapServers(),
                    "skerry.data", data().toString(),
                    "skerry.token.public-key", pem.toString(),
                    "skerry.purge.url", purges.url(),
                    "skerry.service-token-file", token.toString(),
                    "skerry.content.max-size", Integer.toString(MAX_SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, field -> field.getType() == Platform.class);
    }

    @Override
    public void stop() {
        purges.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PurgeStandIn purges() {
        return purges;
    }

    Path data() {
        return root.resolve("data");
    }

    /** A token that the service takes. */
    String token(String site, String scope) {
        return token(keys, "skerry", 10, site, scope);
    }

    /** A token with whatever may be wrong with it. */
    static String token(KeyPair keys, String audience, float minutes, String site, String scope) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("skerry");
        claims.setAudience(audience);
        claims.setSubject("tester");
        claims.setExpirationTimeMinutesInTheFuture(minutes);
        claims.setStringClaim("site", site);
        claims.setStringClaim("scope", scope);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(keys.getPrivate());
        signature.setAlgorithmHeaderValue("ES256");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    KeyPair keys() {
        return keys;
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("origin-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
