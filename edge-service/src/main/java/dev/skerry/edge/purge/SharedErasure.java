package dev.skerry.edge.purge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a PoP erase the tier that they share: one at a time walks, and all ask for a walk that begins after now.
 * Used by one thread; methods wait for the tier, briefly.
 */
public interface SharedErasure extends ErasableTier {
    /** Asks for a walk that begins from now on, in place of what this node asked for before. */
    void ask(String ticket) throws AwayException;

    /**
     * What the walk had applied, by partition, that began after {@code ticket} was asked for and has ended; null if none has.
     *
     * @throws AwayException also if the tier has forgotten that it was asked
     */
    @Nullable
    Map<Integer, Long> answer(String ticket) throws AwayException;

    /** Takes the right to walk for a few seconds, or keeps it for as long; false if another node has it. */
    boolean hold() throws AwayException;

    /** Everybody's tickets at this moment, by node: a walk that begins now answers them. */
    Map<String, String> tickets() throws AwayException;

    /** A walk has ended that answers {@code tickets}; gives up the right to walk. */
    void answered(Map<String, String> tickets, Map<Integer, Long> upTo) throws AwayException;
}
