package dev.skerry.cli;

import dev.skerry.contract.ContentUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * What was found to publish.
     *
     * @param uploads in the order of the paths given, sorted within a folder
     * @param passedOver links and special files in folders: a link may lead to anything on this machine, and what is
     *     published is public
     */
    record Found(List<Upload> uploads, List<Path> passedOver) {}

    /**
     * What {@code paths} stand for: files by their names, folders with all files below. A path given may itself be a
     * link, for whoever gives it means what it leads to; links in folders are not followed.
     *
     * @param prefix put before each path; slashes at its ends do not matter
     * @throws IllegalArgumentException if two files would be published under one path
     * @throws IOException if one does not exist or cannot be read
     */
    static Found collect(List<Path> paths, String prefix) throws IOException {
        String before = prefix.replaceAll("^/+|/+$", "");
        Map<String, Upload> uploads = new LinkedHashMap<>();
        List<Path> passedOver = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path + " (no such file)");
            }
            Path start = path.toRealPath();
            for (Path found : below(start)) {
                Path within = start.relativize(found);
                boolean itself = found.equals(start);
                Path file = itself ? path : path.resolve(within);
                if (!Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
                    passedOver.add(file);
                    continue;
                }
                String name = String.valueOf(itself ? path.toAbsolutePath().getFileName() : within)
                        .replace('\\', '/');
                Upload upload = new Upload(file, before.isEmpty() ? name : before + "/" + name);
                Upload other = uploads.putIfAbsent(upload.path, upload);
                if (other != null) {
                    throw new IllegalArgumentException(
                            other.file + " and " + file + " would both be published as " + upload.path);
                }
            }
        }
        return new Found(List.copyOf(uploads.values()), List.copyOf(passedOver));
    }

    private static List<Path> below(Path start) throws IOException {
        try (Stream<Path> found = Files.walk(start)) {
            return found.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The path as it stands in a URL. */
    String encodedPath() {
        return ContentUrl.encodePath(path);
    }
}
