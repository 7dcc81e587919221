// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the fields of a format stand in its events. Made once, at start. */
final class FieldLayout {

    static final String TIMESTAMP = "@timestamp";
    private static final String HOST_NAME = "host.name";
    private static final String HOSTNAME = "host.hostname";

    final FieldTree event;
    final FieldTree log;
    final FieldTree host;
    final FieldTree process;
    final FieldTree labels;

    /** Numbers of the sender's own, which stand beside {@code fields} so that they can be compared as numbers. */
    final FieldTree numbers = new FieldTree("numeric_labels");

    /** Everything else. */
    final FieldTree root = new FieldTree("");

    /** Texts of the sender's own. */
    final List<Leaf> own = new ArrayList<>();

    /** Slots, or -1. */
    final int timestamp;

    final int hostname;
    final int level;
    final int status;
    final int pid;
    final int processName;

    final List<FieldDeclaration> times = new ArrayList<>();
    final FieldDeclaration timestampDeclaration;
    final boolean hasOutcome;

    FieldLayout(
            Map<String, Integer> slots,
            Map<String, FieldDeclaration> declarations,
            Map<String, FormatDefinition.Constant> constants) {
        timestampDeclaration = declarations.get(TIMESTAMP);
        timestamp = slots.getOrDefault(TIMESTAMP, Leaf.NONE);
        hostname = slots.getOrDefault(HOST_NAME, slots.getOrDefault(HOSTNAME, Leaf.NONE));
        level = slots.getOrDefault("log.level", Leaf.NONE);
        status = slots.getOrDefault("http.response.status_code", Leaf.NONE);
        pid = slots.getOrDefault("process.pid", Leaf.NONE);
        processName = slots.getOrDefault("process.name", Leaf.NONE);
        hasOutcome = slots.containsKey("event.outcome") || constants.containsKey("event.outcome");
        slots.forEach((path, slot) -> capture(path, slot, declarations.get(path)));
        constants.forEach((path, constant) -> tree(path)
                .add(Leaf.ofConstant(
                        Key.of(lastName(path)),
                        path.getBytes(UTF_8),
                        constant.json().getBytes(UTF_8))));
        event = root.take("event");
        log = root.take("log");
        host = root.take("host");
        process = root.take("process");
        labels = root.take("labels");
        for (FieldTree tree : List.of(event, log, host, process, labels, numbers, root)) {
            tree.freeze();
        }
    }

    private void capture(String path, int slot, FieldDeclaration declaration) {
        FieldType type = declaration.type();
        if (path.equals(TIMESTAMP) || path.equals(HOST_NAME) || path.equals(HOSTNAME) || type == FieldType.SKIP) {
            return;
        }
        int time = Leaf.NONE;
        if (type == FieldType.TIME) {
            times.add(declaration);
            time = times.size() - 1;
        }
        byte[] text = path.getBytes(UTF_8);
        if (FieldCatalog.typeOf(path).isPresent()) {
            tree(path).add(Leaf.ofCapture(Key.of(lastName(path)), text, type, slot, declaration.unit(), time));
        } else if (type == FieldType.LONG || type == FieldType.DOUBLE || type == FieldType.DURATION) {
            numbers.add(Leaf.ofCapture(Key.of(path), text, type, slot, declaration.unit(), time));
        } else {
            own.add(Leaf.ofCapture(Key.of(path), text, type, slot, declaration.unit(), time));
        }
    }

    private FieldTree tree(String path) {
        if (path.startsWith("labels.")) {
            return root.at("labels");
        }
        int dot = path.lastIndexOf('.');
        return dot < 0 ? root : root.at(path.substring(0, dot));
    }

    private static String lastName(String path) {
        return path.startsWith("labels.")
                ? path.substring("labels.".length())
                : path.substring(path.lastIndexOf('.') + 1);
    }
}
