package dev.skerry.edge.sites;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The one site of an edge that runs alone. */
public final class SiteFile {
    private static final int MAX_BYTES = 1 << 20;

    private SiteFile() {}

    /**
     * Reads a site file (YAML, at most 1 MiB).
     *
     * @throws IllegalArgumentException if it cannot be read, is no site file, or needs the content store that an edge alone
     *     does not have; the message names the file, the place and what would be right
     */
    public static Site load(Path file) {
        SiteConfig config;
        try {
            config = Json.readYaml(read(file), SiteConfig.class);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("site file " + file + ": " + e.getMessage(), e);
        }
        if (config.origins().stream().anyMatch(SiteConfig.Origin::store)) {
            throw new IllegalArgumentException("site file " + file + ": origins: an edge that runs alone has no content"
                    + " store; use {url: \"http://HOST[:PORT]\"}");
        }
        return Site.unversioned(config);
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw new IllegalArgumentException("it is over 1 MiB, which no site file is");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e, e);
        }
    }
}
