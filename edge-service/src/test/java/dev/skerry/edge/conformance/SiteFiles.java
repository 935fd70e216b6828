package dev.skerry.edge.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the sites that stories happen at. */
final class SiteFiles {
    private SiteFiles() {}

    /** @param rules the lines under {@code cache:}; empty for none */
    static Path write(Path folder, String originUrl, String rules) throws IOException {
        String cache = rules.isEmpty() ? "" : "cache:\n" + rules.indent(2);
        return Files.writeString(
                Files.createTempFile(folder, "site", ".yaml"),
                "site: demo\nhosts: [" + Stage.HOST + "]\norigins: [{url: \"" + originUrl + "\"}]\n" + cache);
    }
}
