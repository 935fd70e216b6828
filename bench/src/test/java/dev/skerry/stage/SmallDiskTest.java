package dev.skerry.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsMeans(Means.MOUNTS)
class SmallDiskTest {
    @Test
    void a_full_disk_takes_nothing_more_and_keeps_what_it_has(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (SmallDisk disk = SmallDisk.mount(data, 4)) {
            Path before = Files.write(data.resolve("before"), new byte[50_000]);
            disk.fill();
            assertThatThrownBy(() -> Files.write(data.resolve("meanwhile"), new byte[50_000]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(before).hasSize(50_000);
            disk.free();
            assertThat(Files.write(data.resolve("after"), new byte[50_000])).hasSize(50_000);
        }
        assertThat(data).as("nothing is mounted there any more").isEmptyDirectory();
    }
}
