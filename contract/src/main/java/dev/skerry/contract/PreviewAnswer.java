package dev.skerry.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one node says to a {@link PreviewRequest}, on {@link Topics#PREVIEW_ANSWERS}. What has been hard purged already counts
 * nowhere.
 *
 * @param id of the question
 * @param pop where the node is
 * @param node that answers
 * @param memory what it holds itself
 * @param shared what its PoP's Redis holds; null if another node of the PoP counts that, or there is none, or it is away
 * @param samples URLs in its memory that would be hit, the first {@value #MAX_SAMPLES}, each cut after
 *     {@value #MAX_SAMPLE_LENGTH} characters
 */
public record PreviewAnswer(
        UUID id,
        PopId pop,
        NodeId node,
        Count memory,
        @Nullable Count shared,
        List<String> samples) {
    /** The most samples of one answer. */
    public static final int MAX_SAMPLES = 10;

    /** The most characters of one sample. */
    public static final int MAX_SAMPLE_LENGTH = 512;

    /**
     * What one tier holds of the site, each variant counted. Where the counting was cut off, all numbers are of what had been
     * looked at until then.
     *
     * @param objects responses that would be hit
     * @param bytes that these take there
     * @param siteObjects responses of the site
     * @param siteBytes that these take there
     * @param complete false if the counting was cut off
     * @param lookedAt how many entries of the tier were looked at, of all sites; of Redis about
     */
    public record Count(long objects, long bytes, long siteObjects, long siteBytes, boolean complete, long lookedAt) {}

    /** Cuts the samples to their limits. */
    public PreviewAnswer {
        samples = samples.stream().limit(MAX_SAMPLES).map(PreviewAnswer::cut).toList();
    }

    private static String cut(String sample) {
        return sample.length() > MAX_SAMPLE_LENGTH ? sample.substring(0, MAX_SAMPLE_LENGTH) : sample;
    }
}
