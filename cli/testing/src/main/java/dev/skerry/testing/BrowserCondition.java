package dev.skerry.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link NeedsBrowser}. */
final class BrowserCondition implements ExecutionCondition {
    static final String REASON = "needs a browser:";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String purpose = AnnotationSupport.findAnnotation(context.getElement(), NeedsBrowser.class)
                .map(NeedsBrowser::value)
                .orElse("");
        return decide(Chromium.find().isPresent(), purpose);
    }

    static ConditionEvaluationResult decide(boolean installed, String purpose) {
        return installed
                ? ConditionEvaluationResult.enabled("Chromium and its driver are on PATH")
                : ConditionEvaluationResult.disabled(REASON + " " + purpose);
    }
}
