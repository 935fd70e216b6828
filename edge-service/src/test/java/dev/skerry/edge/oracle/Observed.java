package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.RequestHead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the edge has done after something happened to one URL.
 *
 * @param leader what the client of the answered upstream request got; null if nothing
 * @param others what clients got who had waited, in the order in which they came
 * @param asked what went upstream, in that order
 * @param waiting who has no answer yet
 */
record Observed(@Nullable Seen leader, Map<Client, Seen> others, List<Asked> asked, List<Client> waiting) {
    /** An upstream request. */
    record Asked(int number, Client client, RequestHead head) {}
}
