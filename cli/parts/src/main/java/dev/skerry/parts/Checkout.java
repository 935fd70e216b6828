package dev.skerry.parts;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * The checkout that this code was built in, or the copy of its build results that the script {@code skerry} made. Whatever
 * is started as a process of its own is found from its root, by one rule that holds in the reactor ({@code
 * cli/parts/target/classes}), in the command ({@code cli/target/lib/*.jar}) and in an IDE: the nearest folder above our own code, or above the working directory, that holds {@value #BROKER_JARS}.
 *
 * @param root the top folder, absolute
 */
public record Checkout(Path root) {
    private static final String BROKER_JARS = "cli/parts/target/kafka-lib";

    /** @throws IllegalStateException if there is none; the message says how to build one */
    public static Checkout find() {
        Checkout found = above(ownLocation());
        if (found == null) {
            found = above(Path.of("").toAbsolutePath());
        }
        if (found == null) {
            throw new IllegalStateException("no folder above " + ownLocation() + " or the working directory holds "
                    + BROKER_JARS + ": build it with ./skerry, or mvn -pl cli/parts process-classes");
        }
        return found;
    }

    static @Nullable Checkout above(@Nullable Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(BROKER_JARS))) {
                return new Checkout(folder);
            }
        }
        return null;
    }

    private static @Nullable Path ownLocation() {
        CodeSource source = Checkout.class.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getProtocol().equals("file")) {
            return null;
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("our own location is not a URI: " + source.getLocation(), e);
        }
    }

    /** The class path of the broker: everything in this folder, our {@link KafkaBrokerMain} included. */
    public Path brokerJars() {
        return root.resolve(BROKER_JARS);
    }
}
