package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what a correct cache may ask upstream for a GET or HEAD. */
final class Questions {
    private Questions() {}

    /**
     * Judges an upstream request for a GET or HEAD.
     *
     * @return whether it went on as the client asked it
     */
    static boolean asks(
            Client client,
            Slot slot,
            @Nullable Kept old,
            RequestHead head,
            long now,
            boolean again,
            boolean background) {
        String conditions = Reply.conditions(head.fields());
        boolean window = now < slot.passUntil || slot.vague || again;
        boolean own = conditions.equals(Reply.conditions(client.fields())) && !conditions.isEmpty();
        boolean validates = client.method().equals("HEAD")
                && !background
                && old != null
                && conditions.equals(validators(old))
                && !(window && (own || conditions.isEmpty()));
        boolean passedAsHead = window && client.method().equals("HEAD");
        if (head.method().equals("HEAD")
                ? !validates && !passedAsHead
                : validates && old != null && old.hasValidator() && !window) {
            throw new Difference(client.method() + " was asked as " + head.method());
        }
        if (window && own) {
            return true;
        }
        if (expected(client, slot, old, again).contains(conditions)
                || ((slot.vague || again) && isChoice(slot, conditions))) {
            return head.method().equals("HEAD") && !validates;
        }
        throw new Difference("upstream was asked with [" + conditions + "], expected is one of "
                + expected(client, slot, old, again));
    }

    private static List<String> expected(Client client, Slot slot, @Nullable Kept old, boolean again) {
        List<String> expected = new ArrayList<>();
        String range = Reply.forwarded(client.method(), client.fields());
        if (old == null || slot.vague || again) {
            expected.add(joined(choice(slot), range));
        }
        if (slot.vague || again || (old != null && !old.hasValidator())) {
            expected.add(range);
            expected.add("");
        }
        for (Kept kept : slot.vague ? slot.kept : old == null ? List.<Kept>of() : List.of(old)) {
            if (kept.hasValidator()) {
                expected.add(validators(kept));
            }
        }
        if (again) {
            slot.replaced.forEach(kept -> expected.add(validators(kept)));
        }
        return expected;
    }

    private static String joined(String one, String other) {
        return one + (one.isEmpty() || other.isEmpty() ? "" : "; ") + other;
    }

    /** RFC 9111 §4.1: the tags of all variants, newest first. */
    private static String choice(Slot slot) {
        String tags = slot.kept.stream()
                .flatMap(kept -> Stream.ofNullable(kept.etag()))
                .distinct()
                .collect(Collectors.joining(", "));
        return tags.isEmpty() ? "" : "if-none-match: " + tags;
    }

    /** Whether all tags in it are those of variants that may be there. */
    private static boolean isChoice(Slot slot, String conditions) {
        return !choices(slot, conditions).isEmpty();
    }

    /** The variants that an upstream request names by their tags. */
    static List<Kept> choices(Slot slot, String conditions) {
        String first = conditions.split("; ", 2)[0];
        if (!first.startsWith("if-none-match: ")) {
            return List.of();
        }
        List<String> tags = List.of(first.substring("if-none-match: ".length()).split(", "));
        List<Kept> known = new ArrayList<>(slot.kept);
        known.addAll(slot.replaced);
        List<Kept> named = known.stream()
                .filter(kept -> kept.etag() != null && tags.contains(kept.etag()))
                .toList();
        boolean all = tags.stream().allMatch(tag -> named.stream().anyMatch(kept -> tag.equals(kept.etag())));
        return all ? named : List.of();
    }

    static String validators(Kept kept) {
        List<String> all = new ArrayList<>();
        if (kept.etag() != null) {
            all.add("if-none-match: " + kept.etag());
        }
        if (kept.lastModified() != null) {
            all.add("if-modified-since: " + kept.lastModified());
        }
        return String.join("; ", all);
    }
}
