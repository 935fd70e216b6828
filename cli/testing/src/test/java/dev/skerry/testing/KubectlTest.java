package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KubectlTest {
    @Test
    void a_test_that_needs_kubectl_is_skipped_by_name_without_it() {
        assertThat(KubectlCondition.decide(true, "the manifests").isDisabled()).isFalse();
        assertThat(KubectlCondition.decide(false, "the manifests").isDisabled()).isTrue();
        assertThat(KubectlCondition.decide(false, "the manifests").getReason())
                .contains("needs kubectl: the manifests");
    }
}
