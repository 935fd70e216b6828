package dev.skerry.cli.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real site: the files of the Font Awesome WebJar on the test's class path, some 2,000 of them from 100 bytes to 5 MB,
 * unpacked into a folder.
 *
 * @param files content by path below the site's root, without a leading slash
 */
record StaticSite(Path folder, Map<String, byte[]> files) {
    private static final String ANCHOR = "META-INF/maven/org.webjars/font-awesome/pom.xml";
    private static final String ROOT = "/META-INF/resources/webjars/font-awesome";

    static StaticSite unpack(Path into) throws IOException, URISyntaxException {
        @Nullable URL anchor = StaticSite.class.getClassLoader().getResource(ANCHOR);
        String jar = Objects.requireNonNull(anchor, "the WebJar is on the class path")
                .toString();
        Map<String, byte[]> files = new TreeMap<>();
        try (FileSystem zip = FileSystems.newFileSystem(new URI(jar.substring(0, jar.indexOf("!/"))), Map.of());
                Stream<Path> all = Files.walk(zip.getPath(ROOT))) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String path = file.toString().substring(ROOT.length() + 1);
                path = path.substring(path.indexOf('/') + 1);
                byte[] content = read(file);
                files.put(path, content);
                Path target = into.resolve(path);
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.write(target, content);
            }
        }
        return new StaticSite(into, files);
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readAllBytes();
        }
    }
}
