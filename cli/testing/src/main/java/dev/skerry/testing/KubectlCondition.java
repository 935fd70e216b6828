package dev.skerry.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link NeedsKubectl}. */
final class KubectlCondition implements ExecutionCondition {
    static final String REASON = "needs kubectl:";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String purpose = AnnotationSupport.findAnnotation(context.getElement(), NeedsKubectl.class)
                .map(NeedsKubectl::value)
                .orElse("");
        return decide(Kubectl.renders(), purpose);
    }

    static ConditionEvaluationResult decide(boolean installed, String purpose) {
        return installed
                ? ConditionEvaluationResult.enabled("kubectl is on PATH and young enough")
                : ConditionEvaluationResult.disabled(REASON + " " + purpose);
    }
}
