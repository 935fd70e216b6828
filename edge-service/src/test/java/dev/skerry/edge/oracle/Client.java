package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;

/** Who asked for what; {@code born} is what had happened to the world by then. */
record Client(int number, String method, String target, Fields fields, long born) {
    /** A field that is no part of any key, and that origins let choose what they answer. */
    static final String UNKEYED = "x-forwarded-host";

    boolean isUnkeyed() {
        return fields.contains(UNKEYED);
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
