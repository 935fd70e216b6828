package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;

/** Who asked for what; {@code born} is what had happened to the world by then. */
record Client(int number, String method, String target, Fields fields, long born) {
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
