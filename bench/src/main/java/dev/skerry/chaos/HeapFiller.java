package dev.skerry.chaos;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Fills the heap of another JVM from within it, as a leak would, until whoever allocates next gets an OutOfMemoryError: by {@link
 * HeapFillerAgent}, which is loaded into the running process.
 */
final class HeapFiller {
    private static final String CLASS_FILE =
            "/" + HeapFillerAgent.class.getName().replace('.', '/') + ".class";

    private HeapFiller() {}

    /** Writes the agent's jar. */
    static Path writeJar(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", HeapFillerAgent.class.getName());
        Path jar = folder.resolve("heap-filler.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = HeapFiller.class.getResourceAsStream(CLASS_FILE)) {
            if (code == null) {
                throw new IOException("no " + CLASS_FILE + " on the class path");
            }
            out.putNextEntry(new JarEntry(CLASS_FILE.substring(1)));
            code.transferTo(out);
        }
        return jar;
    }

    /**
     * Begins to fill the heap of a JVM of the same user; returns before it is full.
     *
     * @throws IOException if the JVM takes no agent
     */
    static void begin(long pid, Path jar) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgent(jar.toString());
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException("the JVM " + pid + " takes no agent: " + e, e);
        }
    }

    /** Removes what is left in the temporary folder of a JVM that was attached to, and ended at once. */
    static void cleanUp(long pid) throws IOException {
        Files.deleteIfExists(Path.of("/tmp/.java_pid" + pid));
    }
}
