// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.block;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What reads a block list. */
public enum BlockListFormat {
    /** One address a line. */
    TEXT("text/plain") {
        @Override
        String line(BlockList.Entry entry) {
            return entry.address();
        }
    },
    /** For an {@code include} in nginx' {@code http}, {@code server} or {@code location}. */
    NGINX("text/plain") {
        @Override
        String line(BlockList.Entry entry) {
            return "deny " + entry.address() + ";";
        }
    },
    /** For an {@code Include} within httpd's {@code <RequireAll>}. */
    APACHE("text/plain") {
        @Override
        String line(BlockList.Entry entry) {
            return "Require not ip " + entry.address();
        }
    },
    /** An array of objects. */
    JSON("application/json") {
        @Override
        String line(BlockList.Entry entry) {
            return "{\"address\":\"%s\",\"until\":\"%s\",\"rule\":\"%s\",\"alert\":\"%s\"}"
                    .formatted(entry.address(), entry.until(), escape(entry.rule()), entry.alertId());
        }

        @Override
        public String write(List<BlockList.Entry> entries, boolean enabled) {
            String list = entries.stream().map(this::line).collect(Collectors.joining(","));
            return "{\"enabled\":" + enabled + ",\"" + (enabled ? "blocked" : "would_be_blocked") + "\":[" + list
                    + "]}\n";
        }
    };

    private final String mediaType;

    BlockListFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    abstract String line(BlockList.Entry entry);

    /** @param enabled if false, nobody is blocked: all entries are comments */
    public String write(List<BlockList.Entry> entries, boolean enabled) {
        StringBuilder out = new StringBuilder(
                enabled ? "" : "# dry run: sluice.detector.block.enabled is false, nobody is blocked\n");
        for (BlockList.Entry entry : entries) {
            out.append(enabled ? "" : "# ").append(line(entry)).append('\n');
        }
        return out.toString();
    }

    /** @throws IllegalArgumentException if there is no such format */
    public static BlockListFormat named(String name) {
        for (BlockListFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("format must be text, json, nginx or apache, was '" + name + "'");
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
