package dev.skerry.cli.platform;

import dev.skerry.parts.Launch;
import dev.skerry.parts.ReadyCheck;

/**
 * A process that the platform has, whether it runs or not.
 *
 * @param kind of it
 * @param launch how to start it; its name is the part's
 * @param port that people know it by
 * @param ready whether it can be used, asked from outside
 */
public record Part(PartKind kind, Launch launch, int port, ReadyCheck ready) {
    /** The part's name, such as {@code edge-fra}. */
    public String name() {
        return launch.name();
    }
}
