// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MaxMind database file as it was at one time, read into memory: a file that is overwritten while it is mapped would take the process with it.
 *
 * @param setting that names the file, for messages
 */
record GeoDatabase(String setting, Path file, FileTime modified, long size, Reader reader, AtomicBoolean complained) {

    private static final Logger LOG = LoggerFactory.getLogger(GeoDatabase.class);

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException if it is missing or no database; the message names setting and path
     */
    static GeoDatabase open(String setting, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Reader reader = new Reader(file.toFile(), Reader.FileMode.MEMORY, new CHMCache());
            // Reads the tree and a record: a file that was cut off does not get through.
            reader.get(InetAddress.ofLiteral("1.1.1.1"), Map.class);
            return new GeoDatabase(
                    setting, file, attributes.lastModifiedTime(), attributes.size(), reader, new AtomicBoolean());
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    setting + ": there is no file " + file.toAbsolutePath()
                            + "; put a MaxMind database there, or leave the setting out",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    setting + ": " + file.toAbsolutePath()
                            + " can't be read as a MaxMind database; replace it, or leave the setting out (" + e + ")",
                    e);
        }
    }

    /** Whether another file is there now. */
    boolean isStale() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return !attributes.lastModifiedTime().equals(modified) || attributes.size() != size;
        } catch (IOException e) {
            // Being replaced, or gone: what was read is good.
            return false;
        }
    }

    /** The record of an address; empty where there is none, or where it can't be read. */
    @SuppressWarnings("unchecked")
    Map<String, Object> find(InetAddress address) {
        try {
            Map<String, Object> found = reader.get(address, Map.class);
            return found == null ? Map.of() : found;
        } catch (IOException | RuntimeException e) {
            // Damage in one place, or an IPv6 address in a database of IPv4: no reason to hold up the lines.
            if (!complained.getAndSet(true)) {
                LOG.warn("{} can't be read everywhere; addresses of which that is so get no fields", file, e);
            }
            return Map.of();
        }
    }
}
