// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders a kustomization as {@code kubectl kustomize} does, as far as ours go: resources, components, labels, images by name and tag or digest, and
 * patches of RFC 6902 by kind and name. Whatever else one asks for is an error, so that nothing is left out in silence.
 */
final class Kustomization {

    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "resources", "components", "labels", "images", "patches");

    private Kustomization() {}

    /** @throws IllegalArgumentException if it cannot be rendered */
    static List<Manifest> render(Path folder) {
        List<Manifest> manifests = new ArrayList<>();
        renderInto(manifests, folder);
        return manifests;
    }

    private static void renderInto(List<Manifest> manifests, Path folder) {
        JsonNode kustomization =
                Yaml.readAll(folder.resolve("kustomization.yaml")).getFirst();
        kustomization.propertyNames().forEach(name -> require(KNOWN.contains(name), name, folder));
        for (JsonNode resource : kustomization.path("resources")) {
            Path path = folder.resolve(resource.asString());
            if (Files.isDirectory(path)) {
                manifests.addAll(render(path));
            } else {
                Yaml.readAll(path).stream().map(Manifest::new).forEach(manifests::add);
            }
        }
        // A component, unlike a resource, sees and changes what is there already.
        kustomization
                .path("components")
                .forEach(component -> renderInto(manifests, folder.resolve(component.asString())));
        kustomization.path("patches").forEach(patch -> patch(manifests, patch, folder));
        kustomization.path("labels").forEach(labels -> label(manifests, labels, folder));
        kustomization.path("images").forEach(image -> image(manifests, image, folder));
    }

    private static void patch(List<Manifest> manifests, JsonNode patch, Path folder) {
        JsonNode target = patch.path("target");
        patch.propertyNames().forEach(name -> require(Set.of("target", "patch").contains(name), name, folder));
        target.propertyNames().forEach(name -> require(Set.of("kind", "name").contains(name), name, folder));
        List<Manifest> targets = manifests.stream()
                .filter(manifest -> manifest.is(target.path("kind").asString()))
                .filter(manifest -> !target.has("name")
                        || manifest.name().equals(target.path("name").asString()))
                .toList();
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a patch in " + folder + " is for " + target + ", and there is none");
        }
        JsonNode operations = Yaml.read(patch.path("patch").asString());
        targets.forEach(manifest -> JsonPatch.apply(operations, manifest.tree()));
    }

    private static void label(List<Manifest> manifests, JsonNode labels, Path folder) {
        labels.propertyNames()
                .forEach(name -> require(Set.of("pairs", "includeTemplates").contains(name), name, folder));
        for (Manifest manifest : manifests) {
            add(labels.path("pairs"), (ObjectNode) manifest.tree().path("metadata"));
            if (labels.path("includeTemplates").asBoolean() && manifest.isWorkload()) {
                add(labels.path("pairs"), (ObjectNode) manifest.at("/spec/template/metadata"));
            }
        }
    }

    private static void add(JsonNode pairs, ObjectNode metadata) {
        metadata.withObjectProperty("labels").setAll((ObjectNode) pairs);
    }

    private static void image(List<Manifest> manifests, JsonNode image, Path folder) {
        image.propertyNames()
                .forEach(name -> require(Set.of("name", "newTag", "digest").contains(name), name, folder));
        String name = image.path("name").asString();
        for (Manifest manifest : manifests) {
            for (JsonNode container : manifest.containers()) {
                if (container.path("image").asString().equals(name)) {
                    String version = image.has("digest")
                            ? "@" + image.path("digest").asString()
                            : ":" + image.path("newTag").asString();
                    ((ObjectNode) container).put("image", name + version);
                }
            }
        }
    }

    private static void require(boolean known, String name, Path folder) {
        if (!known) {
            throw new IllegalArgumentException(
                    folder + " uses '" + name + "', which kustomize knows and this renderer does not");
        }
    }
}
