package dev.skerry.cli.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RunningPlatform} as a parameter of constructors and methods. There is one for all classes, started
 * on first use and stopped when the last test has ended: use paths and sites of your own, and leave it running.
 */
final class OnePlatform implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnePlatform.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningPlatform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(RunningPlatform.class, first -> RunningPlatform.up(), RunningPlatform.class);
    }
}
