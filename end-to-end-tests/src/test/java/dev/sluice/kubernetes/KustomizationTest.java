// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KustomizationTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void aBase() throws IOException {
        write("base/kustomization.yaml", "resources: [a.yaml]\nlabels: [{pairs: {of: us}, includeTemplates: true}]");
        write("base/a.yaml", """
                kind: Deployment
                metadata: {name: a}
                spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: our/image}]}}}
                ---
                kind: ConfigMap
                metadata: {name: a}
                data: {one: "1", two: "2"}
                """);
        write("component/kustomization.yaml", """
                patches:
                - target: {kind: ConfigMap, name: a}
                  patch: "[{op: add, path: /data/three, value: '3'}]"
                """);
    }

    @Test
    void labelsImagesPatchesAndComponents() throws IOException {
        write("top/kustomization.yaml", """
                resources: [../base]
                components: [../component]
                images: [{name: our/image, newTag: "7"}]
                patches:
                - target: {kind: ConfigMap}
                  patch: |-
                    - {op: remove, path: /data/one}
                    - {op: replace, path: /data/three, value: three}
                """);

        List<Manifest> manifests = Kustomization.render(folder.resolve("top"));

        JsonNode expected = Yaml.read("""
                - kind: Deployment
                  metadata: {name: a, labels: {of: us}}
                  spec: {template: {metadata: {labels: {app: a, of: us}}, spec: {containers: [{name: c, image: "our/image:7"}]}}}
                - kind: ConfigMap
                  metadata: {name: a, labels: {of: us}}
                  data: {two: "2", three: three}
                """);
        assertThat(manifests).extracting(Manifest::tree).containsExactlyElementsOf(expected);
    }

    @Test
    void anImageByItsDigest() throws IOException {
        write("top/kustomization.yaml", "resources: [../base]\nimages: [{name: our/image, digest: 'sha256:1f'}]");

        assertThat(Kustomization.render(folder.resolve("top")).getFirst().containers())
                .extracting(container -> container.path("image").asString())
                .containsExactly("our/image@sha256:1f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namePrefix: x-",
                "images: [{name: a, newName: x}]",
                "patches: [{target: {kind: Pod}, patch: '[]'}]",
                "patches: [{target: {kind: ConfigMap}, patch: '[{op: replace, path: /data/none, value: x}]'}]",
                "patches: [{target: {kind: ConfigMap}, patch: '[{op: copy, path: /data/one, value: x}]'}]",
                "patches: [{path: a.yaml}]",
                "labels: [{pairs: {a: b}, includeSelectors: true}]"
            })
    void whatItDoesNotKnowIsAnError(String line) throws IOException {
        write("top/kustomization.yaml", "resources: [../base]\n" + line);

        assertThatThrownBy(() -> Kustomization.render(folder.resolve("top")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
