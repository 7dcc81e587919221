// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.tail.files.FileId;

/**
 * The file that holds a stream.
 *
 * @param file the file that holds it now, or null if none is known
 * @param former the file that held it until that was truncated or written anew, or null: it never holds it again
 * @param formerAt when that was noticed, epoch milliseconds: a file that was made later has got no more of the former one than its inode
 * @param modified when the file was last changed before it was last read, epoch nanoseconds; {@link #UNKNOWN} if that is not sure
 * @param goneAt when it was noticed that no file holds it any more, epoch milliseconds; 0 if one does
 * @param complete whether its end was read and is an end, as that of a compressed file is
 */
public record FilePlace(FileId file, FileId former, long formerAt, long modified, long goneAt, boolean complete) {

    /** The time of a file that may have been changed since it was looked at. */
    public static final long UNKNOWN = -1;

    public static FilePlace in(FileId file, long modified) {
        return new FilePlace(file, null, 0, modified, 0, false);
    }

    /** The stream goes on in {@code newFile}. */
    public FilePlace movedTo(FileId newFile) {
        return new FilePlace(newFile, former, formerAt, UNKNOWN, 0, false);
    }

    /** No name leads to the file any more. */
    public FilePlace gone(long now) {
        return new FilePlace(null, former, formerAt, modified, goneAt == 0 ? now : goneAt, complete);
    }

    /** The file holds something else now. */
    public FilePlace replaced(long now) {
        return file == null
                ? new FilePlace(null, former, formerAt, modified, now, false)
                : new FilePlace(null, file, now, modified, now, false);
    }

    public FilePlace asOf(long newModified) {
        return new FilePlace(file, former, formerAt, newModified, goneAt, complete);
    }

    public FilePlace completed(boolean is) {
        return new FilePlace(file, former, formerAt, modified, goneAt, is);
    }
}
