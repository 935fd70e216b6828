package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which request a stored response may answer (RFC 9111 §4.1). */
final class Variants {
    private Variants() {}

    static Set<String> names(Fields fields) {
        Set<String> names = new TreeSet<>();
        for (String name : Directives.members(String.join(",", fields.all("vary")))) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    static boolean match(Kept kept, Fields request) {
        for (String name : names(kept.fields())) {
            if (!value(name, kept.asked()).equals(value(name, request))) {
                return false;
            }
        }
        return true;
    }

    private static String value(String name, Fields request) {
        List<String> lines = request.all(name);
        if (lines.isEmpty()) {
            return "absent";
        }
        List<String> members = Directives.members(String.join(",", lines));
        boolean ordered = name.equals("accept-encoding") || name.equals("accept-language");
        if (ordered) {
            return byPreference(members);
        }
        String text = String.join(",", members);
        return "=" + (name.equals("accept-encoding") ? text.toLowerCase(Locale.ROOT) : text);
    }

    private static String byPreference(List<String> members) {
        TreeMap<Double, List<String>> byQuality = new TreeMap<>(Collections.reverseOrder());
        for (String member : members) {
            String[] parts = member.toLowerCase(Locale.ROOT).split(";");
            double q = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip();
                if (parameter.startsWith("q=")) {
                    q = Double.parseDouble(parameter.substring(2));
                }
            }
            byQuality.computeIfAbsent(q, _ -> new ArrayList<>()).add(parts[0].strip());
        }
        byQuality.values().forEach(Collections::sort);
        return byQuality.toString();
    }
}
