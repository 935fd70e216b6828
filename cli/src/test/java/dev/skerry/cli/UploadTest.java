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
        List<Upload> uploads = Upload.collect(List.of(folder.resolve("site"), folder.resolve("site/css/a b.css")), "")
                .uploads();

        assertThat(uploads).extracting(Upload::path).containsExactly("css/a b.css", "index.html", "a b.css");
    }

    @Test
    void the_prefix_stands_before_each_path_whatever_its_slashes() throws IOException {
        assertThat(Upload.collect(List.of(folder.resolve("site/index.html")), "/v1/")
                        .uploads())
                .extracting(Upload::path)
                .containsExactly("v1/index.html");
    }

    @Test
    void links_in_a_folder_are_passed_over_and_named_wherever_they_lead() throws IOException {
        Path site = folder.resolve("site");
        Path secret = Files.writeString(folder.resolve("secret.pem"), "x");
        Path file = Files.createSymbolicLink(site.resolve("leak.txt"), secret);
        Path within = Files.createSymbolicLink(site.resolve("css/home.html"), site.resolve("index.html"));
        Path dangling = Files.createSymbolicLink(site.resolve("dangling"), folder.resolve("none"));
        Path up = Files.createSymbolicLink(site.resolve("up"), folder);

        Upload.Found found = Upload.collect(List.of(site), "");

        assertThat(found.uploads()).extracting(Upload::path).containsExactly("css/a b.css", "index.html");
        assertThat(found.passedOver()).containsExactlyInAnyOrder(file, within, dangling, up);
    }

    @Test
    void a_link_that_was_named_itself_stands_for_what_it_leads_to() throws IOException {
        Path current = Files.createSymbolicLink(folder.resolve("current"), folder.resolve("site"));
        Path start = Files.createSymbolicLink(folder.resolve("start.html"), folder.resolve("site/index.html"));

        Upload.Found found = Upload.collect(List.of(current, start), "");

        assertThat(found.uploads())
                .containsExactly(
                        new Upload(current.resolve("css/a b.css"), "css/a b.css"),
                        new Upload(current.resolve("index.html"), "index.html"),
                        new Upload(start, "start.html"));
        assertThat(found.passedOver()).isEmpty();
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
    void paths_are_encoded_as_browsers_send_them_rfc_3986_3_3() {
        assertThat(new Upload(folder, "css/a b.css").encodedPath()).isEqualTo("css/a%20b.css");
        assertThat(new Upload(folder, "ü?#%.html").encodedPath()).isEqualTo("%C3%BC%3F%23%25.html");
        for (String plain : List.of("a+b~c_d-e.f", "logo@2x.png", "@scope/it's(1),a;b=c:d&e!$*.js")) {
            assertThat(new Upload(folder, plain).encodedPath()).isEqualTo(plain);
        }
    }
}
