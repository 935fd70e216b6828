package dev.skerry.edge.request;

/** Why what a user says of purges ({@link RequiredFence}) can't be met; answered 400. */
public enum FenceRefusal {
    /** Not {@code PARTITION:OFFSET}, or beyond any offset. */
    MALFORMED(
            "bad-fence",
            "Skerry-Fence is not the position of a purge: send PARTITION:OFFSET, as skerry purge prints it, for example"
                    + " 3:1042."),
    /** More than one line: which of them counts would be a guess. */
    REPEATED("repeated-fence", "More than one Skerry-Fence field: send one, that of the newest purge."),
    /** Of a partition that has no purge of this site. */
    FOREIGN_PARTITION(
            "foreign-fence",
            "Skerry-Fence names a partition of the purge log that has no purge of this site: send the position of a purge"
                    + " of the site that is asked for."),
    /** The edge runs alone: nothing is purged there, so nothing can be newer than a purge. */
    NO_LOG("no-purge-log", "This edge runs alone, without a purge log: it can't tell what is newer than a purge.");

    private final String text;
    private final String detail;

    FenceRefusal(String text, String detail) {
        this.text = text;
        this.detail = detail;
    }

    /** A token for {@code Cache-Status} detail. */
    public String text() {
        return text;
    }

    /** What was wrong and what would be right, for people. */
    public String detail() {
        return detail;
    }
}
