package dev.skerry.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Figures of rounds.
 *
 * @param median of them
 * @param least of them
 * @param most of them
 */
record Spread(double median, double least, double most) {
    /** @throws IllegalArgumentException if there are none */
    static Spread of(List<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("no round was measured");
        }
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    String text(String unit) {
        return "%.4g %s (%.4g to %.4g)".formatted(median, unit, least, most);
    }
}
