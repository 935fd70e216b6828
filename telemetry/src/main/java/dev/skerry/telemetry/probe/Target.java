package dev.skerry.telemetry.probe;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Something whose readiness is asked for.
 *
 * @param name for people, unique among its kind
 * @param kind what it is
 * @param base {@code http://HOST:PORT}; {@code /q/health/ready} is below it
 */
public record Target(String name, Kind kind, URI base) {
    /** The most targets of a kind. */
    public static final int MAX = 200;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** What is behind a target. */
    public enum Kind {
        /** A service of the central data centre. */
        SERVICE,
        /** The admin port of a PoP's node. */
        EDGE
    }

    /**
     * Reads {@code NAME=URL,NAME=URL}; empty text is no target.
     *
     * @param property that the text is the value of, for the error
     * @throws IllegalArgumentException if the text has another form; the message says what is right
     */
    public static List<Target> parse(String property, String text, Kind kind) {
        List<Target> targets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (text.isBlank()) {
            return targets;
        }
        for (String entry : text.split(",", -1)) {
            Target target = parseOne(property, entry.strip(), kind);
            if (!names.add(target.name())) {
                throw new IllegalArgumentException(property + ": '" + target.name() + "' is there twice");
            }
            targets.add(target);
        }
        if (targets.size() > MAX) {
            throw new IllegalArgumentException(property + " has " + targets.size() + " entries: use at most " + MAX);
        }
        return targets;
    }

    private static Target parseOne(String property, String entry, Kind kind) {
        int equals = entry.indexOf('=');
        String name = entry.substring(0, Math.max(0, equals));
        String url = entry.substring(equals + 1);
        String right = ": use NAME=http://HOST:PORT, separated by commas";
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(property + ": '" + entry + "' has no valid name" + right);
        }
        try {
            URI base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (!http || base.getHost() == null || base.getQuery() != null || base.getUserInfo() != null) {
                throw new IllegalArgumentException("not the base URL of a service");
            }
            return new Target(name, kind, base);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + ": '" + name + "' has no valid URL" + right, e);
        }
    }

    URI readiness() {
        return URI.create(base + "/q/health/ready");
    }
}
