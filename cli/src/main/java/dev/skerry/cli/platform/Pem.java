package dev.skerry.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Keys and certificates as text (RFC 7468), in files that only their owner may read. */
final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** The text form of {@code der} under {@code label}, such as {@code PRIVATE KEY}. */
    static String encode(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** The bytes of the first block of {@code text}. */
    static byte[] decode(String text) {
        int begin = text.indexOf("-----\n");
        int end = text.indexOf("-----END");
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("this is not a PEM file");
        }
        return Base64.getMimeDecoder().decode(text.substring(begin + 6, end));
    }

    /** Writes a secret so that nobody else can read it at any moment, all of it or nothing. */
    static void writeSecret(Path file, String text) {
        try {
            Path partial = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "secret",
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(partial, text.getBytes(StandardCharsets.US_ASCII));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file + " failed", e);
        }
    }
}
