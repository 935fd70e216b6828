package dev.skerry.bench;

import dev.skerry.parts.ChildProcess;
import java.time.Duration;

/**
 * What a process has used of the processors since its start, user and system, to about 10 ms.
 *
 * @param total of all its threads
 */
record ProcessorTime(Duration total) {
    /** @throws IllegalStateException if it has ended, or the system does not tell */
    static ProcessorTime of(ChildProcess process) {
        return process.identity()
                .find()
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(ProcessorTime::new)
                .orElseThrow(() -> new IllegalStateException(process.name() + " has ended"));
    }

    Duration since(ProcessorTime earlier) {
        return total.minus(earlier.total);
    }
}
