package dev.skerry.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * The rule of a site, and those it had before. A node that is out of reach serves by the version of the site that it read
 * last, so it must not be judged by a stricter one that came later: {@link #since} has the rule for it.
 *
 * <p>Instants are nanoseconds of one monotonic clock, of which only differences count. At most {@value #MAX_EARLIER} rules
 * of the past are told apart; the two eldest become one, the laxer of both for the time of both.
 *
 * @param current in force now
 * @param earlier the eldest first
 */
public record FenceRules(FenceRule current, List<Earlier> earlier) {
    /** The most rules of the past. */
    static final int MAX_EARLIER = 8;

    /**
     * A rule of the past.
     *
     * @param until when another came into force
     */
    public record Earlier(FenceRule rule, long until) {}

    /** Copies the list. */
    public FenceRules {
        earlier = List.copyOf(earlier);
    }

    /** A rule that has been in force for ever, as far as anyone knows. */
    public static FenceRules of(FenceRule rule) {
        return new FenceRules(rule, List.of());
    }

    /**
     * The rules of the version of a site that is read first.
     *
     * @param at since when it is in force. Unless it is the site's first version, a node that has not been heard of since
     *     may go by any other
     */
    public static FenceRules of(SiteVersion version, long at) {
        FenceRule rule = FenceRule.of(version.config().lease());
        return version.version() == 1 ? of(rule) : new FenceRules(rule, List.of(new Earlier(FenceRule.NEVER, at)));
    }

    /** Another rule comes into force; the same one changes nothing. */
    public FenceRules changed(FenceRule rule, long at) {
        return rule.equals(current) ? this : new FenceRules(rule, bounded(with(earlier, new Earlier(current, at))));
    }

    /** The rules after the topic of sites has been read once more, which gave {@code reread}. */
    public FenceRules renewed(FenceRules reread, long at) {
        List<Earlier> all = new ArrayList<>(earlier);
        reread.earlier.stream().filter(rule -> !earlier.contains(rule)).forEach(all::add);
        return new FenceRules(current, bounded(all)).changed(reread.current, at);
    }

    private static List<Earlier> with(List<Earlier> list, Earlier last) {
        List<Earlier> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static List<Earlier> bounded(List<Earlier> list) {
        List<Earlier> rules = new ArrayList<>(list);
        while (rules.size() > MAX_EARLIER) {
            Earlier eldest = rules.removeFirst();
            Earlier next = rules.removeFirst();
            long until = next.until() - eldest.until() > 0 ? next.until() : eldest.until();
            rules.addFirst(new Earlier(eldest.rule().orLaxer(next.rule()), until));
        }
        return rules;
    }

    /**
     * The laxest rule that a node may go by which was last heard of at {@code heardAt}: every one that was in force then or
     * has come since. A rule that was replaced less than {@link FenceRule#MARGIN} before counts, since the node may not have
     * read the new one yet.
     */
    public FenceRule since(long heardAt) {
        FenceRule laxest = current;
        for (Earlier rule : earlier) {
            if (rule.until() - (heardAt - FenceRule.MARGIN.toNanos()) > 0) {
                laxest = laxest.orLaxer(rule.rule());
            }
        }
        return laxest;
    }
}
