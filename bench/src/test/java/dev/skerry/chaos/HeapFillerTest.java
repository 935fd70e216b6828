package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.stage.ProbeJvm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapFillerTest {
    @Test
    void a_jvm_whose_heap_is_filled_ends_by_itself_as_one_out_of_memory(@TempDir Path folder) throws Exception {
        Path jar = HeapFiller.writeJar(folder);
        try (ProbeJvm probe = ProbeJvm.start(Map.of(), "-Xmx32m", "-XX:+ExitOnOutOfMemoryError")) {
            HeapFiller.begin(probe.pid(), jar);
            assertThat(probe.awaitEnd()).isEqualTo(RunningPart.OUT_OF_MEMORY);
            HeapFiller.cleanUp(probe.pid());
        }
    }
}
