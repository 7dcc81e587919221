// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Fingerprint;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parts of one file as they are now, each read and hashed once: thousands of streams may have a fingerprint of the same place. For one question,
 * since the file may be written. Not thread-safe.
 */
final class FileParts {

    private record Place(long at, int length) {}

    private final FileSource file;
    private final StreamDigest key;
    private final Map<Place, Optional<Fingerprint>> parts = new HashMap<>();

    /** @param key any digest under the key of the data folder */
    FileParts(FileSource file, StreamDigest key) {
        this.file = file;
        this.key = key;
    }

    /** Whether the file holds what {@code part} was made of. */
    boolean hold(Fingerprint part) throws IOException {
        Place place = new Place(part.at(), part.length());
        Optional<Fingerprint> own = parts.get(place);
        if (own == null) {
            own = read(place);
            parts.put(place, own);
        }
        return own.isPresent() && own.get().equals(part);
    }

    private Optional<Fingerprint> read(Place place) throws IOException {
        byte[] bytes = new byte[place.length];
        return file.read(place.at, bytes, 0, place.length) == place.length
                ? Optional.of(Fingerprint.of(key, place.at, bytes, 0, place.length))
                : Optional.empty();
    }
}
