package dev.skerry.contract;

import dev.skerry.contract.PreviewAnswer.Count;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a purge would hit: the answer of {@code POST /v1/sites/{site}/purges/preview}, and of {@code skerry purge --preview
 * --json}.
 *
 * @param site whose responses were counted
 * @param selectors in text form, as they would stand in the purge log
 * @param pops that have answered, sorted
 * @param missing nodes that serve and have not answered in time, sorted
 * @param percent the share of the site's responses that would be hit in the tier (memory of a node, Redis of a PoP) that is hit
 *     most, rounded up to a tenth. Tiers with fewer than {@value #FEW} responses of the site do not count, unless all have fewer
 */
public record PurgePreview(SiteId site, List<String> selectors, List<Pop> pops, List<NodeId> missing, double percent) {
    /** So few responses of a site say little about a share of it. */
    public static final int FEW = 20;

    /**
     * One point of presence.
     *
     * @param nodes that have answered, sorted
     * @param shared what its Redis holds; null if that is not known
     * @param samples URLs that would be hit, {@value PreviewAnswer#MAX_SAMPLES} at most
     */
    public record Pop(PopId pop, List<Node> nodes, @Nullable Count shared, List<String> samples) {
        /** Copies the lists. */
        public Pop {
            nodes = List.copyOf(nodes);
            samples = List.copyOf(samples);
        }

        private Stream<Count> tiers() {
            return Stream.concat(nodes.stream().map(Node::memory), Stream.ofNullable(shared));
        }
    }

    /** The memory of one node; the numbers are those of {@link PreviewAnswer.Count}. */
    public record Node(
            NodeId node, long objects, long bytes, long siteObjects, long siteBytes, boolean complete, long lookedAt) {
        /** Of a node's answer. */
        public static Node of(PreviewAnswer answer) {
            Count count = answer.memory();
            return new Node(
                    answer.node(),
                    count.objects(),
                    count.bytes(),
                    count.siteObjects(),
                    count.siteBytes(),
                    count.complete(),
                    count.lookedAt());
        }

        /** The numbers alone. */
        public Count memory() {
            return new Count(objects, bytes, siteObjects, siteBytes, complete, lookedAt);
        }
    }

    private record Share(PopId pop, Count tier) {
        double percent() {
            return percentOf(tier);
        }
    }

    /** Copies the lists. */
    public PurgePreview {
        selectors = List.copyOf(selectors);
        pops = List.copyOf(pops);
        missing = List.copyOf(missing);
    }

    /** With the percentage that follows from what {@code pops} say. */
    public static PurgePreview of(SiteId site, List<String> selectors, List<Pop> pops, List<NodeId> missing) {
        double percent = most(pops).map(Share::percent).orElse(0.0);
        return new PurgePreview(site, selectors, pops, missing, percent);
    }

    /** Where {@link #percent} comes from; empty if nothing is stored of the site. */
    public Optional<PopId> mostHit() {
        return most(pops).map(Share::pop);
    }

    private static Optional<Share> most(List<Pop> pops) {
        List<Share> shares = pops.stream()
                .flatMap(pop -> pop.tiers().map(tier -> new Share(pop.pop(), tier)))
                .filter(share -> share.tier.siteObjects() > 0)
                .toList();
        boolean onlyFew = shares.stream().allMatch(share -> share.tier.siteObjects() < FEW);
        return shares.stream()
                .filter(share -> onlyFew || share.tier.siteObjects() >= FEW)
                .max(Comparator.comparingDouble(Share::percent));
    }

    /** The share of one tier that would be hit, rounded up to a tenth, so that it is never told to be less than it is; 0 to 100. */
    public static double percentOf(Count tier) {
        long of = Math.max(1, tier.siteObjects());
        long tenths = Math.ceilDiv(tier.objects() * 1000, of);
        return tenths / 10.0;
    }
}
