package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/** Dictionaries and lists of RFC 9651 §3 as plain Java values; the only class that knows the library which parses them. */
final class StructuredDictionary {
    private StructuredDictionary() {}

    /**
     * The members of a field that is a dictionary, in order, without their parameters: Long, Boolean, String (of
     * strings and tokens), BigDecimal, the List of its items for an inner list, and so on as the library has it. Empty
     * if the field does not parse.
     *
     * @param lines of the field
     */
    static Optional<Map<String, Object>> parse(List<String> lines) {
        try {
            Dictionary dictionary = new Parser(lines).parseDictionary();
            Map<String, Object> members = new LinkedHashMap<>();
            for (Map.Entry<String, ListElement<? extends Object>> member :
                    dictionary.get().entrySet()) {
                members.put(member.getKey(), member.getValue().get());
            }
            return Optional.of(members);
        } catch (ParseException invalid) {
            return Optional.empty();
        }
    }

    /**
     * The members of a field that is a list of strings, in order, without their parameters. Empty if it does not parse or has
     * a member of another type.
     *
     * @param lines of the field
     */
    static Optional<List<String>> strings(List<String> lines) {
        try {
            List<String> members = new ArrayList<>();
            for (ListElement<? extends Object> member :
                    new Parser(lines).parseList().get()) {
                if (!(member instanceof StringItem text)) {
                    return Optional.empty();
                }
                members.add(text.get());
            }
            return Optional.of(members);
        } catch (ParseException invalid) {
            return Optional.empty();
        }
    }
}
