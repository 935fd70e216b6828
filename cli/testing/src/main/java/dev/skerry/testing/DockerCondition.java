package dev.skerry.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link NeedsDocker}. */
final class DockerCondition implements ExecutionCondition {
    static final String REASON = "needs Docker:";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String purpose = AnnotationSupport.findAnnotation(context.getElement(), NeedsDocker.class)
                .map(NeedsDocker::value)
                .orElse("");
        return decide(DockerEngine.answers(), purpose);
    }

    static ConditionEvaluationResult decide(boolean dockerAnswers, String purpose) {
        return dockerAnswers
                ? ConditionEvaluationResult.enabled("a Docker engine answers")
                : ConditionEvaluationResult.disabled(REASON + " " + purpose);
    }
}
