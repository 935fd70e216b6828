package dev.skerry.cli;

import dev.skerry.cli.platform.DataFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which platform a command speaks of. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:SKERRY_DATA}",
            description = "Folder that holds all of the platform (default: SKERRY_DATA, else .skerry in the checkout).")
    private @Nullable Path folder;

    DataFolder get() {
        return folder == null ? DataFolder.ofCheckout() : new DataFolder(folder);
    }

    /** The option as it must be repeated in commands that are suggested; empty, or with a leading space. */
    String suffix() {
        return folder == null ? "" : " --data " + folder;
    }
}
