package dev.skerry.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageTest {
    private final List<String> said = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    private static AutoCloseable closing(Runnable work) {
        return work::run;
    }

    @Test
    void what_came_last_goes_first_and_the_folder_with_what_was_mounted_in_it() throws Exception {
        Stage stage = Stage.open(said::add);
        Path folder = stage.folder();
        Path data = folder.resolve("data");
        if (SmallDisk.isPossible(folder)) {
            stage.with(SmallDisk.mount(data, 1));
            Files.writeString(data.resolve("file"), "content");
        }
        stage.with(closing(() -> closed.add("first")));
        stage.with(closing(() -> closed.add("second")));
        stage.close();
        assertThat(closed).containsExactly("second", "first");
        assertThat(folder).doesNotExist();
        assertThat(said).isEmpty();
    }

    @Test
    void what_comes_once_everything_ends_is_closed_at_once() throws IOException {
        Stage stage = Stage.open(said::add);
        stage.close();
        assertThatThrownBy(() -> stage.with(closing(() -> closed.add("late"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("interrupted");
        assertThat(closed).containsExactly("late");
    }
}
