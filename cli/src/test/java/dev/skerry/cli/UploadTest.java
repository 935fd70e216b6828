package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void site() throws IOException {
        Files.createDirectories(folder.resolve("site/css"));
        Files.writeString(folder.resolve("site/index.html"), "x");
        Files.writeString(folder.resolve("site/css/a b.css"), "x");
    }

    @Test
    void a_folder_is_published_by_the_paths_in_it_and_a_file_by_its_name() throws IOException {
        List<Upload> uploads = Upload.collect(List.of(folder.resolve("site"), folder.resolve("site/css/a b.css")), "");

        assertThat(uploads).extracting(Upload::path).containsExactly("css/a b.css", "index.html", "a b.css");
    }

    @Test
    void the_prefix_stands_before_each_path_whatever_its_slashes() throws IOException {
        assertThat(Upload.collect(List.of(folder.resolve("site/index.html")), "/v1/"))
                .extracting(Upload::path)
                .containsExactly("v1/index.html");
    }

    @Test
    void two_files_for_one_path_and_absent_files_are_errors() {
        Path index = folder.resolve("site/index.html");
        assertThatThrownBy(() -> Upload.collect(List.of(index, index), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index.html");
        assertThatThrownBy(() -> Upload.collect(List.of(folder.resolve("none")), ""))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
    }

    @Test
    void paths_are_percent_encoded_octet_by_octet_but_for_slashes_rfc_3986() {
        assertThat(new Upload(folder, "css/a b.css").encodedPath()).isEqualTo("css/a%20b.css");
        assertThat(new Upload(folder, "ü?#%.html").encodedPath()).isEqualTo("%C3%BC%3F%23%25.html");
        assertThat(new Upload(folder, "a+b~c_d-e.f").encodedPath()).isEqualTo("a%2Bb~c_d-e.f");
    }
}
