package dev.skerry.cli;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PurgePreview;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a purge would hit, to be read. */
final class PreviewPage {
    private static final int MAX_SAMPLES = 5;

    private PreviewPage() {}

    /** A row for each tier, then some URLs of each PoP. */
    static List<String> lines(PurgePreview preview) {
        List<String> lines = new ArrayList<>();
        lines.add("Would hit %s of what is stored of %s, where most is hit. Nothing is purged."
                .formatted(percent(preview.percent()), preview.site()));
        Table table = new Table("POP", "WHERE", "OBJECTS", "BYTES", "SHARE");
        for (PurgePreview.Pop pop : preview.pops()) {
            pop.nodes().forEach(node -> add(table, pop, node.node().value(), node.memory()));
            PreviewAnswer.Count shared = pop.shared();
            if (shared != null) {
                add(table, pop, "Redis", shared);
            }
        }
        table.lines().forEach(line -> lines.add("  " + line));
        if (preview.pops().stream().anyMatch(PreviewPage::isCutOff)) {
            lines.add("  + counted in part, for want of time: there is more");
        }
        for (PurgePreview.Pop pop : preview.pops()) {
            pop.samples().stream().limit(MAX_SAMPLES).forEach(url -> lines.add("  " + pop.pop() + ": " + url));
        }
        if (!preview.missing().isEmpty()) {
            lines.add("  no answer of "
                    + preview.missing().stream().map(NodeId::value).collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private static void add(Table table, PurgePreview.Pop pop, String where, PreviewAnswer.Count count) {
        table.add(
                pop.pop().value(),
                where,
                count.objects() + " of " + count.siteObjects() + (count.complete() ? "" : "+"),
                count.bytes() + " of " + count.siteBytes() + (count.complete() ? "" : "+"),
                percent(PurgePreview.percentOf(count)));
    }

    private static boolean isCutOff(PurgePreview.Pop pop) {
        PreviewAnswer.Count shared = pop.shared();
        return pop.nodes().stream().anyMatch(node -> !node.complete()) || (shared != null && !shared.complete());
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "%.1f %%", percent);
    }
}
