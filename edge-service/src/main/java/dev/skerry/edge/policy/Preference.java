package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of {@code Accept-Language} and {@code Accept-Encoding} in an order that depends on what they mean alone (RFC
 * 9110 §12.4.2, §12.5.3, §12.5.4): by weight, and by name where the weights are the same. That the order of equally weighted
 * members means something cannot be relied upon (§12.5.4), and browsers give each language a weight of its own.
 */
final class Preference {
    private static final int FULL_WEIGHT = 1000;

    private Preference() {}

    /** @param weight in thousandths, 0 to 1000 */
    private record Choice(String name, int weight) {
        /** Null if it is not a name with at most one parameter, a weight. */
        static @Nullable Choice parse(String member) {
            int semicolon = member.indexOf(';');
            String name = Syntax.lowerCase(Syntax.trim(semicolon < 0 ? member : member.substring(0, semicolon)));
            int weight = semicolon < 0 ? FULL_WEIGHT : weight(Syntax.trim(member.substring(semicolon + 1)));
            return weight < 0 || !Syntax.isToken(name) ? null : new Choice(name, weight);
        }

        /** RFC 9110 §12.4.2: {@code q=} and a number from 0 to 1 with at most three decimals; -1 for anything else. */
        private static int weight(String parameter) {
            if (!parameter.regionMatches(true, 0, "q=", 0, 2)) {
                return -1;
            }
            String number = parameter.substring(2);
            int dot = number.indexOf('.');
            String whole = dot < 0 ? number : number.substring(0, dot);
            String decimals = dot < 0 ? "" : number.substring(dot + 1);
            if (!(whole.equals("0") || whole.equals("1")) || decimals.length() > 3) {
                return -1;
            }
            long thousandths = decimals.isEmpty() ? 0 : Syntax.number((decimals + "00").substring(0, 3));
            long weight = thousandths == Syntax.INVALID ? -1 : Long.parseLong(whole) * FULL_WEIGHT + thousandths;
            return weight > FULL_WEIGHT ? -1 : (int) weight;
        }
    }

    /** The members in their one order, {@code name} or {@code name;q=N}; null if one of them cannot be read. */
    static @Nullable String canonical(List<String> members) {
        List<Choice> choices = choices(members);
        if (choices == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (Choice choice : choices) {
            text.append(text.isEmpty() ? "" : ",").append(choice.name());
            if (choice.weight() != FULL_WEIGHT) {
                text.append(";q=").append(choice.weight());
            }
        }
        return text.toString();
    }

    /** The one that is preferred to every other, in lower case; null if there is no such, or it is {@code *}. */
    static @Nullable String favourite(List<String> members) {
        List<Choice> choices = choices(members);
        if (choices == null || choices.isEmpty()) {
            return null;
        }
        Choice best = choices.getFirst();
        boolean alone = choices.size() == 1 || choices.get(1).weight() < best.weight();
        return alone && best.weight() > 0 && !best.name().equals("*") ? best.name() : null;
    }

    private static @Nullable List<Choice> choices(List<String> members) {
        List<Choice> choices = new ArrayList<>();
        for (String member : members) {
            if (!member.isEmpty()) {
                Choice choice = Choice.parse(member);
                if (choice == null) {
                    return null;
                }
                choices.add(choice);
            }
        }
        choices.sort(
                Comparator.comparingInt((Choice choice) -> -choice.weight()).thenComparing(Choice::name));
        return choices;
    }
}
