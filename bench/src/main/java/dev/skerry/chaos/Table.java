package dev.skerry.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;

/** Rows of text under a head, all of the same number of cells; the first cell of each is on the left, the others on the right. */
record Table(List<String> head, List<List<String>> rows) {
    Table {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Lines for a terminal. */
    List<String> aligned() {
        List<List<String>> all = new ArrayList<>(rows);
        all.addFirst(head);
        int[] widths = new int[head.size()];
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return all.stream().map(row -> aligned(row, widths)).toList();
    }

    private static String aligned(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String gap = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? cell + gap : "  " + gap + cell);
        }
        return line.toString().stripTrailing();
    }

    /** Lines of a Markdown table. */
    List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdown(head));
        List<String> rule = new ArrayList<>(Collections.nCopies(head.size(), "---:"));
        rule.set(0, "---");
        lines.add(markdown(rule));
        rows.forEach(row -> lines.add(markdown(row)));
        return lines;
    }

    private static String markdown(List<String> row) {
        StringJoiner line = new StringJoiner(" | ", "| ", " |");
        row.forEach(cell -> line.add(cell.replace("|", "\\|")));
        return line.toString();
    }
}
