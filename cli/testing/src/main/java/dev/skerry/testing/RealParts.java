package dev.skerry.testing;

import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real Kafka and a real Redis: parameters of type {@link KafkaAddress} and {@link RedisAddress} of
 * constructors and methods under {@code @ExtendWith(RealParts.class)}, or {@link #kafka()} and {@link #redis()} for the
 * test resources of Quarkus.
 *
 * <p>There is one of each per JVM, started on first use (within 60 s, or the test fails) and stopped at the JVM's end. They
 * run in containers where a Docker engine answers, else as child processes; the log says which. {@code
 * SKERRY_TEST_PARTS=docker|embedded|auto}, or the system property {@code skerry.test.parts}, decides otherwise.
 */
public final class RealParts implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KafkaAddress.class || type == RedisAddress.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaAddress.class ? kafka() : redis();
    }

    /** The JVM's Kafka broker, started if it is the first call. Thread-safe. */
    public static KafkaAddress kafka() {
        return new KafkaAddress(onePerJvm("kafka"));
    }

    /** The JVM's Redis server, started if it is the first call. Thread-safe. */
    public static RedisAddress redis() {
        String address = onePerJvm("redis");
        int colon = address.lastIndexOf(':');
        return new RedisAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /**
     * Asks the {@link PartsOfThisJvm} of the system class loader. Quarkus loads test classes in class loaders of its own,
     * several a run, and closes them before the JVM ends: each would have parts of its own, and could not stop them.
     */
    private static String onePerJvm(String part) {
        // Testcontainers looks for its own services through the thread's class loader, which under Quarkus is another
        // one.
        ClassLoader ofTheTest = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            Object address = Class.forName(PartsOfThisJvm.class.getName(), true, ClassLoader.getSystemClassLoader())
                    .getMethod(part)
                    .invoke(null);
            return String.valueOf(address);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(part + " could not be started: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the testing module must be on the JVM's own class path", e);
        } finally {
            Thread.currentThread().setContextClassLoader(ofTheTest);
        }
    }
}
