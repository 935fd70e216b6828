package dev.skerry.edge.oracle;

/** The edge did what the model does not allow. */
final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Difference(String what) {
        super(what, null, false, false);
    }
}
