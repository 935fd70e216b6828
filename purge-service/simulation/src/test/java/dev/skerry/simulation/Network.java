package dev.skerry.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is under way between places. It arrives when the world says so and in any order, or is lost; where a link is cut nothing
 * arrives. Whoever sends hears of the loss, as by a broken connection or a time limit.
 */
final class Network {
    private record Message(String from, String to, Runnable arrive, Runnable lose) {}

    private record Link(String one, String other) {
        static Link between(String one, String other) {
            return one.compareTo(other) < 0 ? new Link(one, other) : new Link(other, one);
        }
    }

    private final List<Message> underWay = new ArrayList<>();
    private final Set<Link> cut = new HashSet<>();

    void send(String from, String to, Runnable arrive, Runnable lose) {
        underWay.add(new Message(from, to, arrive, lose));
    }

    /** Something that a process does a little later by itself. */
    void later(String place, Runnable task) {
        underWay.add(new Message(place, place, task, task));
    }

    int size() {
        return underWay.size();
    }

    /** One of those under way arrives, mostly one of the eldest; where its link is cut it stays, or is lost. */
    void deliver(Draw draw) {
        int index = draw.below(draw.oneIn(3) ? underWay.size() : Math.min(3, underWay.size()));
        Message message = underWay.get(index);
        if (!cut.isEmpty() && cut.contains(Link.between(message.from, message.to))) {
            if (draw.oneIn(4)) {
                underWay.remove(index);
                message.lose.run();
            }
            return;
        }
        underWay.remove(index);
        message.arrive.run();
    }

    /** One of those under way is lost. */
    void lose(Draw draw) {
        underWay.remove(draw.below(underWay.size())).lose.run();
    }

    void cut(String one, String other) {
        if (!one.equals(other)) {
            cut.add(Link.between(one, other));
        }
    }

    boolean isCut(String one, String other) {
        return cut.contains(Link.between(one, other));
    }

    void healAll() {
        cut.clear();
    }
}
