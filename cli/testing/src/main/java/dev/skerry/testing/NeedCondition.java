package dev.skerry.testing;

import java.lang.annotation.Annotation;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips what has an annotation of type {@code A} where the machine lacks what that needs.
 *
 * @param <A> says what it is needed for
 */
abstract class NeedCondition<A extends Annotation> implements ExecutionCondition {
    private final Class<A> annotation;
    private final Function<A, String> purpose;
    private final BooleanSupplier isHere;
    private final String found;
    private final String reason;

    /**
     * @param isHere asked for each test
     * @param found what is so where it is here, for people
     * @param reason what the reason of a skip begins with: {@code ./skerry test} fails on any that it does not know
     */
    NeedCondition(
            Class<A> annotation, Function<A, String> purpose, BooleanSupplier isHere, String found, String reason) {
        this.annotation = annotation;
        this.purpose = purpose;
        this.isHere = isHere;
        this.found = found;
        this.reason = reason;
    }

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return decide(
                isHere.getAsBoolean(),
                AnnotationSupport.findAnnotation(context.getElement(), annotation)
                        .map(purpose)
                        .orElse(""));
    }

    final ConditionEvaluationResult decide(boolean here, String why) {
        return here ? ConditionEvaluationResult.enabled(found) : ConditionEvaluationResult.disabled(reason + " " + why);
    }
}
