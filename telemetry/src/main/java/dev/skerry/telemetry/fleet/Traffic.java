package dev.skerry.telemetry.fleet;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What flows through a node, a PoP or the fleet, per second, over the last ten seconds.
 *
 * @param requestsPerSecond answered
 * @param hitsPerSecond of them answered without asking upstream
 * @param upstreamPerSecond requests to shield or origin
 * @param errorsPerSecond answered with 500 to 599 by the node itself
 * @param bytesPerSecond of bodies sent to users
 */
public record Traffic(
        double requestsPerSecond,
        double hitsPerSecond,
        double upstreamPerSecond,
        double errorsPerSecond,
        double bytesPerSecond) {
    /** Nothing flows. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

    /** Both together. */
    public Traffic plus(Traffic other) {
        return new Traffic(
                requestsPerSecond + other.requestsPerSecond,
                hitsPerSecond + other.hitsPerSecond,
                upstreamPerSecond + other.upstreamPerSecond,
                errorsPerSecond + other.errorsPerSecond,
                bytesPerSecond + other.bytesPerSecond);
    }

    /** The share of hits among requests, 0 to 1; null without requests, which is neither good nor bad. */
    @JsonProperty("hitRatio")
    public @Nullable Double hitRatio() {
        return requestsPerSecond > 0 ? Double.valueOf(Math.min(1, hitsPerSecond / requestsPerSecond)) : null;
    }
}
