package dev.skerry.contract.log;

import dev.skerry.contract.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is read, and in which order. Records that are fetched together come in the order of the sources, so that each
 * meets what the sources before it say.
 *
 * @param first read to their ends before anything else is
 * @param then read next, up to where they ended when {@code first} had been read
 * @param proof topics out of those whose ends are asked for when the listener wants proof
 */
public record TopicPlan(List<TopicSource> first, List<TopicSource> then, List<Topics> proof) {
    /** @throws IllegalArgumentException if a topic is named twice, or proof is wanted of one that is not read */
    public TopicPlan {
        first = List.copyOf(first);
        then = List.copyOf(then);
        proof = List.copyOf(proof);
        Set<Topics> read = new HashSet<>();
        for (TopicSource source : concat(first, then)) {
            if (!read.add(source.topic())) {
                throw new IllegalArgumentException(
                        "topic " + source.topic().name() + " is named twice: it is read from one place");
            }
        }
        for (Topics topic : proof) {
            if (!read.contains(topic)) {
                throw new IllegalArgumentException("topic " + topic.name() + " is not read, so proves nothing");
            }
        }
    }

    private static List<TopicSource> concat(List<TopicSource> first, List<TopicSource> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    /** All topics, in order. */
    List<Topics> topics() {
        return concat(first, then).stream().map(TopicSource::topic).toList();
    }

    /** The topics' names, for people. */
    String names() {
        return topics().stream().map(Topics::name).collect(Collectors.joining(", "));
    }
}
