// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.Optional;

/**
 * Which version of the rules a partition's chunks are parsed by, and from which offset on. It is committed with the first chunk that the version is
 * for, so that a partition changes at one offset, whoever owns it then and afterwards.
 *
 * <pre>
 * rules → 2 8-3fa9c0de 4711
 * </pre>
 */
public final class PartitionRules {

    /** Its key in the partition's state. */
    public static final String KEY = "rules";

    private static final String SCHEME = "2 ";

    /** Null where the rules have no version. */
    private String version;

    private long from;
    private boolean isChanged;

    /** Takes over what was committed. */
    public void restore(byte[] value) {
        String[] parts = new String(value, UTF_8).split(" ");
        version = parts[1];
        from = Long.parseLong(parts[2]);
    }

    /**
     * From now on chunks are parsed by that version.
     *
     * @param newVersion null where the rules have none
     * @param offset of the chunk that comes next
     */
    public void follow(String newVersion, long offset) {
        if (newVersion != null && !Objects.equals(version, newVersion)) {
            version = newVersion;
            from = offset;
            isChanged = true;
        }
    }

    /** What is to be committed; empty where nothing has changed since the last call. */
    public Optional<byte[]> takeChange() {
        if (!isChanged) {
            return Optional.empty();
        }
        isChanged = false;
        return Optional.of((SCHEME + version + ' ' + from).getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return version + " from offset " + from;
    }
}
