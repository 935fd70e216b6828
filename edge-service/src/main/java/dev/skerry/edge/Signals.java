package dev.skerry.edge;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals of the operating system. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Runs {@code task} each time the process gets a signal, in place of what the JVM would do; on a thread of its own.
     *
     * @param name without {@code SIG}
     */
    static void on(String name, Runnable task) {
        try {
            handle(name, (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    task.run();
                }
                return null;
            });
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("SIG{} can't be minded in this JVM, and does what it does to any process", name, e);
        }
    }

    /** The JVM's own interface to signals, which the compiler warns of and every JDK has (module jdk.unsupported). */
    private static void handle(String name, InvocationHandler handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {type}, handler);
        signal.getMethod("handle", signal, type)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
