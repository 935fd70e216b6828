package dev.skerry.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in aligned columns. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();

    /** Begins with a heading; every row has as many cells as it. */
    Table(String... heading) {
        rows.add(heading);
    }

    void add(String... cells) {
        if (cells.length != rows.getFirst().length) {
            throw new IllegalArgumentException("a row has " + rows.getFirst().length + " cells, not " + cells.length);
        }
        rows.add(cells);
    }

    /** The lines, heading first, without trailing blanks. */
    List<String> lines() {
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            Arrays.setAll(widths, i -> Math.max(widths[i], row[i].length()));
        }
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = 0; i < columns; i++) {
                        line.append(row[i]).repeat(' ', widths[i] - row[i].length() + 2);
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }
}
