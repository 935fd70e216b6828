package dev.skerry.parts;

/** Whether a part answers, asked from outside. Answers within a second and throws nothing. */
@FunctionalInterface
public interface ReadyCheck {
    /** True once the part can be used. */
    boolean isReady();
}
