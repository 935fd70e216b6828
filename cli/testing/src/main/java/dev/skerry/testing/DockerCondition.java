package dev.skerry.testing;

/** Decides for {@link NeedsDocker}. */
final class DockerCondition extends NeedCondition<NeedsDocker> {
    static final String REASON = "needs Docker:";

    DockerCondition() {
        super(NeedsDocker.class, NeedsDocker::value, DockerEngine::answers, "a Docker engine answers", REASON);
    }
}
