package dev.skerry.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks once what this machine allows. */
final class MeansCondition implements ExecutionCondition {
    private static final Set<Means> HERE = find();

    private static Set<Means> find() {
        try {
            Path folder = Files.createTempDirectory("means");
            try {
                return Means.here(folder);
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new IllegalStateException("it can't be told what this machine allows", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Means needed = AnnotationSupport.findAnnotation(context.getElement(), NeedsMeans.class)
                .map(NeedsMeans::value)
                .orElse(Means.NONE);
        return HERE.contains(needed)
                ? ConditionEvaluationResult.enabled("this machine has " + needed)
                : ConditionEvaluationResult.disabled("needs means: " + needed);
    }
}
