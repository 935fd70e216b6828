package dev.skerry.chaos;

import java.io.IOException;

/** The sites of a {@link World}, all with {@value #SHIELD} as their shield. */
final class ChaosSites {
    /** The PoP that the others ask. */
    static final String SHIELD = "fra";

    private static final String STRICT = "{policy: strict}";
    private static final String BOUNDED = "{policy: bounded, grace: 3s}";

    private ChaosSites() {}

    /**
     * Puts them in force.
     *
     * @param changingOrigin base URL of the {@link ChaosOrigin}, as edges reach it
     */
    static void apply(Store store, String changingOrigin) throws IOException, InterruptedException {
        String origin = "{url: \"" + changingOrigin + "\"}";
        store.apply("strict", file("strict", origin, STRICT));
        store.apply("bounded", file("bounded", origin, BOUNDED));
        store.apply(World.STORE, file(World.STORE, "{store: true}", BOUNDED));
    }

    private static String file(String name, String origin, String lease) {
        return "site: %s\nhosts: [%s.localhost]\norigins: [%s]\nshield: %s\nlease: %s\n"
                .formatted(name, name, origin, SHIELD, lease);
    }
}
