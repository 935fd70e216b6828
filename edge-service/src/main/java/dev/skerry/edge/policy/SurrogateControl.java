package dev.skerry.edge.policy;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import java.util.List;
import java.util.Optional;

/**
 * {@code Surrogate-Control} of the Edge Architecture Specification (W3C Note, 2001): {@code max-age=N[+M]}, where M is
 * for how long the response may be used stale, {@code no-store} and {@code no-store-remote}; and, as Fastly reads it,
 * RFC 5861's two. A directive may be meant for one surrogate by name, {@code max-age=60;skerry}, and then is ours only
 * if the name is.
 */
final class SurrogateControl {
    private static final String OUR_NAME = "skerry";

    private SurrogateControl() {}

    /** What it says of caching; empty if that is nothing, as in {@code content="ESI/1.0"}. */
    static Optional<CacheControl> parse(List<String> lines) {
        CacheControl.Reader reader = new CacheControl.Reader();
        for (String line : lines) {
            for (String member : Syntax.members(line)) {
                int semicolon = member.indexOf(';');
                String target = semicolon < 0 ? OUR_NAME : Syntax.trim(member.substring(semicolon + 1));
                if (target.equalsIgnoreCase(OUR_NAME)) {
                    directive(reader, Syntax.trim(semicolon < 0 ? member : member.substring(0, semicolon)));
                }
            }
        }
        CacheControl directives = reader.result();
        return directives.equals(CacheControl.NONE) ? Optional.empty() : Optional.of(directives);
    }

    private static void directive(CacheControl.Reader reader, String directive) {
        int equals = directive.indexOf('=');
        String name = Syntax.lowerCase(equals < 0 ? directive : directive.substring(0, equals));
        String argument = equals < 0 ? "" : Syntax.unquoted(directive.substring(equals + 1));
        switch (name) {
            case "no-store", "no-store-remote" -> reader.flag(Flag.NO_STORE);
            case "max-age" -> maxAge(reader, argument);
            case "stale-while-revalidate" -> reader.span(Span.STALE_WHILE_REVALIDATE, Syntax.seconds(argument));
            case "stale-if-error" -> reader.span(Span.STALE_IF_ERROR, Syntax.seconds(argument));
            default -> {
                // Others, such as content, are not about caching.
            }
        }
    }

    private static void maxAge(CacheControl.Reader reader, String argument) {
        int plus = argument.indexOf('+');
        reader.span(Span.MAX_AGE, Syntax.seconds(plus < 0 ? argument : argument.substring(0, plus)));
        if (plus >= 0) {
            long window = Syntax.seconds(argument.substring(plus + 1));
            reader.span(Span.STALE_WHILE_REVALIDATE, window);
            reader.span(Span.STALE_IF_ERROR, window);
        }
    }
}
