// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import java.time.Instant;

/**
 * An object that lies in the lake.
 *
 * @param folder its key up to the last slash, included
 * @param size bytes
 */
public record LakeObject(String folder, ObjectCoverage name, long size, Instant modified) {

    public String key() {
        return folder + name;
    }

    /**
     * Whether the other object was merged into this one; one that was written later, or in the same second, may not have been, whatever its
     * name is.
     */
    public boolean holds(LakeObject other) {
        return name.covers(other.name) && other.modified.isBefore(modified);
    }
}
