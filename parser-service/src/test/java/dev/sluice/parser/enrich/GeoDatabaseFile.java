// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes database files of MaxMind's format 2.0 (<a href="https://maxmind.github.io/MaxMind-DB/">specification</a>): a tree over the bits of IPv6
 * addresses, in which IPv4 lies below {@code ::/96}, with records of 32 bits.
 */
final class GeoDatabaseFile {

    private static final int SEPARATOR = 16;
    private static final int IPV4_AT = 96;

    private record Node(Object[] branches) {}

    private final Node root = new Node(new Object[2]);

    /** Gives all addresses of a network the same record. */
    GeoDatabaseFile with(String network, Map<String, Object> data) {
        String[] parts = network.split("/");
        byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
        int shift = address.length == 4 ? IPV4_AT : 0;
        int length = shift + Integer.parseInt(parts[1]);
        Node node = root;
        for (int bit = 0; bit < length; bit++) {
            int branch = bit < shift ? 0 : address[(bit - shift) / 8] >> 7 - (bit - shift) % 8 & 1;
            if (bit == length - 1) {
                node.branches[branch] = data;
            } else {
                if (node.branches[branch] == null) {
                    node.branches[branch] = new Node(new Object[2]);
                }
                node = (Node) node.branches[branch];
            }
        }
        return this;
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    byte[] bytes() {
        List<Node> nodes = new ArrayList<>();
        number(root, nodes);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer tree = ByteBuffer.allocate(8 * nodes.size());
        for (Node node : nodes) {
            for (Object branch : node.branches) {
                if (branch == null) {
                    tree.putInt(nodes.size());
                } else if (branch instanceof Node child) {
                    tree.putInt(indexOf(nodes, child));
                } else {
                    tree.putInt(nodes.size() + SEPARATOR + data.size());
                    value(data, branch);
                }
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(tree.array());
        file.writeBytes(new byte[SEPARATOR]);
        file.writeBytes(data.toByteArray());
        file.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1));
        value(
                file,
                Map.of(
                        "binary_format_major_version", 2,
                        "binary_format_minor_version", 0,
                        "build_epoch", 1_795_345_200,
                        "database_type", "Sluice-Test",
                        "description", Map.of("en", "made by a test"),
                        "ip_version", 6,
                        "languages", List.of("en"),
                        "node_count", nodes.size(),
                        "record_size", 32));
        return file.toByteArray();
    }

    private static void number(Node node, List<Node> nodes) {
        nodes.add(node);
        for (Object branch : node.branches) {
            if (branch instanceof Node child) {
                number(child, nodes);
            }
        }
    }

    private static int indexOf(List<Node> nodes, Node wanted) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) == wanted) {
                return i;
            }
        }
        throw new IllegalStateException();
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                control(out, 7, map.size());
                map.forEach((key, element) -> {
                    value(out, key);
                    value(out, element);
                });
            }
            case List<?> list -> {
                control(out, 11, list.size());
                list.forEach(element -> value(out, element));
            }
            case String text -> {
                control(out, 2, text.getBytes(UTF_8).length);
                out.writeBytes(text.getBytes(UTF_8));
            }
            case Double number -> {
                control(out, 3, 8);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case Integer number -> {
                control(out, 6, 4);
                out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
            }
            default -> throw new IllegalArgumentException("no type for " + value);
        }
    }

    /** Type and size; types above 7 have a byte of their own, sizes from 29 on another. */
    private static void control(ByteArrayOutputStream out, int type, int size) {
        int low = Math.min(size, 29);
        out.write(type <= 7 ? type << 5 | low : low);
        if (type > 7) {
            out.write(type - 7);
        }
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}
