// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The file that a name leads to: stays the same when the file is renamed, and may be used again once it is deleted. */
public record FileId(long device, long inode) {

    /**
     * What is known of a file without opening it.
     *
     * @param modified when its content was last changed, epoch nanoseconds
     * @param created when it came into being, epoch milliseconds; where the file system does not know, when it was last changed
     */
    public record Look(FileId id, long size, long modified, long created, boolean regular) {}

    /**
     * Follows symbolic links.
     *
     * @throws IOException if there is no such file (a {@link java.nio.file.NoSuchFileException}) or it cannot be looked at
     */
    public static Look look(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:dev,ino,size,lastModifiedTime,creationTime,isRegularFile");
        return new Look(
                new FileId(((Number) attributes.get("dev")).longValue(), ((Number) attributes.get("ino")).longValue()),
                ((Number) attributes.get("size")).longValue(),
                ((FileTime) attributes.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
                ((FileTime) attributes.get("creationTime")).toMillis(),
                (Boolean) attributes.get("isRegularFile"));
    }

    @Override
    public String toString() {
        return Long.toHexString(device) + ':' + Long.toHexString(inode);
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #toString} */
    public static FileId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a file id: '" + text + "'");
        }
        return new FileId(
                Long.parseUnsignedLong(text, 0, colon, 16), Long.parseUnsignedLong(text, colon + 1, text.length(), 16));
    }
}
