package dev.skerry.testing;

import dev.skerry.parts.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code kubectl} of this machine. */
final class Kubectl {
    /** The first kustomize that knows all that we use; kubectl has it from 1.27 on. */
    private static final int KUSTOMIZE = 5;

    private static final long ANSWER_SECONDS = 20;
    private static final Pattern VERSION = Pattern.compile("\"kustomizeVersion\"\\s*:\\s*\"v([0-9]{1,3})\\.");

    private Kubectl() {}

    /** Whether there is one on PATH that is young enough to render what we deploy. Asks no cluster. */
    static boolean renders() {
        return Programs.find("kubectl").filter(Kubectl::isYoungEnough).isPresent();
    }

    private static boolean isYoungEnough(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "version", "--client", "--output=json")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) && isYoungEnough(said);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException cannotBeRun) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean isYoungEnough(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.find() && Integer.parseInt(matcher.group(1)) >= KUSTOMIZE;
    }
}
