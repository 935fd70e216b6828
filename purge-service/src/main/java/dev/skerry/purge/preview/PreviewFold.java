package dev.skerry.purge.preview;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes one preview of what the nodes have answered. */
final class PreviewFold {
    private PreviewFold() {}

    /**
     * @param answers one per node
     * @param expected nodes that serve
     */
    static PurgePreview of(
            SiteId site, List<PurgeSelector> selectors, Collection<PreviewAnswer> answers, Set<NodeId> expected) {
        Map<PopId, List<PreviewAnswer>> byPop = new TreeMap<>();
        answers.stream()
                .sorted(Comparator.comparing(PreviewAnswer::node))
                .forEach(answer -> byPop.computeIfAbsent(answer.pop(), pop -> new ArrayList<>())
                        .add(answer));
        List<PurgePreview.Pop> pops = byPop.entrySet().stream()
                .map(entry -> pop(entry.getKey(), entry.getValue()))
                .toList();
        Set<NodeId> answered = answers.stream().map(PreviewAnswer::node).collect(Collectors.toSet());
        List<NodeId> missing = expected.stream()
                .filter(node -> !answered.contains(node))
                .sorted()
                .toList();
        return PurgePreview.of(site, selectors.stream().map(PurgeSelector::text).toList(), pops, missing);
    }

    private static PurgePreview.Pop pop(PopId pop, List<PreviewAnswer> answers) {
        return new PurgePreview.Pop(
                pop,
                answers.stream().map(PurgePreview.Node::of).toList(),
                answers.stream()
                        .map(PreviewAnswer::shared)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                answers.stream()
                        .flatMap(answer -> answer.samples().stream())
                        .distinct()
                        .limit(PreviewAnswer.MAX_SAMPLES)
                        .toList());
    }
}
