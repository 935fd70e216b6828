package dev.skerry.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * The secrets of a platform whose parts run in containers. All of them are made in the data folder, which belongs to
 * whoever issues tokens; every reader then gets a folder (a volume) of its own, that holds what it needs and nothing more.
 *
 * @param data folder of the platform; the key that signs tokens never leaves it
 */
public record ContainerSecrets(DataFolder data) {
    /**
     * Makes what is not there yet, records {@code layout} so that commands find the platform, and copies to {@code
     * handOut/verifier} what tokens are verified with, to {@code handOut/origin} what origin-service proves itself with,
     * to {@code handOut/purge} what webhooks are signed with, and to {@code handOut/edge} what PoPs prove themselves with.
     *
     * @param layout ports that the containers publish
     * @param handOut folder of those folders, which are made if absent
     * @param clock for tokens and certificates
     */
    public void handOut(Layout layout, Path handOut, Clock clock) {
        Secrets secrets = new Secrets(data.secrets());
        DevelopmentCertificates certificates = new DevelopmentCertificates(data.secrets());
        secrets.prepare(clock);
        certificates.prepare(clock);
        new RunFolder(data.run()).write(layout);
        Map<String, List<Path>> readers = Map.of(
                "verifier", List.of(secrets.tokenPublicKey()),
                "origin", List.of(secrets.serviceToken()),
                "purge", List.of(secrets.webhookKeyFile()),
                "edge", List.of(secrets.fleetSecret(), certificates.certificate(), certificates.key()));
        readers.forEach((reader, files) -> files.forEach(file -> copy(file, handOut.resolve(reader))));
    }

    private static void copy(Path file, Path folder) {
        try {
            Files.createDirectories(folder);
            Pem.writeSecret(folder.resolve(file.getFileName()), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("copying " + file + " to " + folder + " failed", e);
        }
    }
}
