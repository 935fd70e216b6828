package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KubectlTest {
    @Test
    void a_test_that_needs_kubectl_is_skipped_by_name_without_it() {
        assertThat(new KubectlCondition().decide(true, "the manifests").isDisabled())
                .isFalse();
        assertThat(new KubectlCondition().decide(false, "the manifests").isDisabled())
                .isTrue();
        assertThat(new KubectlCondition().decide(false, "the manifests").getReason())
                .contains("needs kubectl: the manifests");
    }

    @Test
    void it_has_to_be_young_enough_to_render() {
        assertThat(Kubectl.isYoungEnough("{\n  \"kustomizeVersion\": \"v5.5.0\"\n}"))
                .isTrue();
        assertThat(Kubectl.isYoungEnough("{\"kustomizeVersion\":\"v10.0.1\"}")).isTrue();
        assertThat(Kubectl.isYoungEnough("{\"kustomizeVersion\":\"v4.5.7\"}")).isFalse();
        assertThat(Kubectl.isYoungEnough("{\"clientVersion\":{\"major\":\"1\",\"minor\":\"20\"}}"))
                .isFalse();
    }
}
