package dev.skerry.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file and where it is published.
 *
 * @param file to read
 * @param path in the site, without leading slash, not encoded
 */
record Upload(Path file, String path) {
    /**
     * What {@code paths} stand for: files by their names, folders with everything below. Links are not followed. Sorted
     * within a folder.
     *
     * @param prefix put before each path; slashes at its ends do not matter
     * @throws IllegalArgumentException if two files would be published under one path
     * @throws IOException if one does not exist or cannot be read
     */
    static List<Upload> collect(List<Path> paths, String prefix) throws IOException {
        String before = prefix.replaceAll("^/+|/+$", "");
        Map<String, Upload> uploads = new LinkedHashMap<>();
        for (Path path : paths) {
            for (Path file : filesOf(path)) {
                Path base = Files.isDirectory(path)
                        ? path.relativize(file)
                        : path.toAbsolutePath().getFileName();
                String name = String.valueOf(base).replace('\\', '/');
                Upload upload = new Upload(file, before.isEmpty() ? name : before + "/" + name);
                Upload other = uploads.putIfAbsent(upload.path, upload);
                if (other != null) {
                    throw new IllegalArgumentException(
                            other.file + " and " + file + " would both be published as " + upload.path);
                }
            }
        }
        return List.copyOf(uploads.values());
    }

    private static List<Path> filesOf(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path + " (no such file)");
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The path in a URL: every octet but unreserved characters and slashes percent-encoded (RFC 3986 §2.1). */
    String encodedPath() {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~/".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append("%02X".formatted((int) c));
            }
        }
        return out.toString();
    }
}
