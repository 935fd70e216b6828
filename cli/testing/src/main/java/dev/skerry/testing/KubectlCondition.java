package dev.skerry.testing;

/** Decides for {@link NeedsKubectl}. */
final class KubectlCondition extends NeedCondition<NeedsKubectl> {
    static final String REASON = "needs kubectl:";

    KubectlCondition() {
        super(NeedsKubectl.class, NeedsKubectl::value, Kubectl::renders, "kubectl is on PATH and young enough", REASON);
    }
}
