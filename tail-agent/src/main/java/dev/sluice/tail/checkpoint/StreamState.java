// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.tail.files.FileId;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How far one stream has come. A stream is what one file holds from its creation to its end, under whatever names, and in whatever copy.
 *
 * @param name what it is called
 * @param place the file that holds it
 * @param position how far it has come
 * @param content what was read of it
 * @param sent digest of what was sent of it
 * @param carry what is sent before the file's own bytes
 * @param underWay the batch that may be under way, or null
 * @param touched when this was last changed, epoch milliseconds
 */
public record StreamState(
        StreamName name,
        FilePlace place,
        StreamPosition position,
        ReadContent content,
        String sent,
        Carry carry,
        BatchPlan underWay,
        long touched) {

    public StreamState {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(sent, "sent");
        Objects.requireNonNull(carry, "carry");
    }

    /** A stream of which nothing was sent; it begins where {@code content} ends. */
    public static StreamState starting(StreamName name, FilePlace place, ReadContent content, String sent, long now) {
        return new StreamState(
                name, place, StreamPosition.startingAt(content.to()), content, sent, Carry.NONE, null, now);
    }

    public String stream() {
        return name.stream();
    }

    public String input() {
        return name.input();
    }

    public Path path() {
        return name.path();
    }

    public Path lineage() {
        return name.lineage();
    }

    /** The file that holds it now, or null. */
    public FileId file() {
        return place.file();
    }

    public boolean complete() {
        return place.complete();
    }

    public long source() {
        return position.source();
    }

    public long offset() {
        return position.offset();
    }

    /** The batch that may be under way. */
    public Optional<BatchPlan> plan() {
        return Optional.ofNullable(underWay);
    }

    /** Whether nothing was read and nothing is under way: nothing of its file is known. */
    public boolean unread() {
        return content.isEmpty() && underWay == null && carry.isEmpty();
    }

    /** About to send a batch. */
    public StreamState sending(BatchPlan plan, long now) {
        return new StreamState(name, place, position, content, sent, carry, plan, now);
    }

    /** Settled up to {@code newPosition}. */
    public StreamState at(StreamPosition newPosition, ReadContent newContent, String newSent, long now) {
        return new StreamState(name, place, newPosition, newContent, newSent, Carry.NONE, null, now);
    }

    public StreamState with(FilePlace newPlace, long now) {
        return new StreamState(name, newPlace, position, content, sent, carry, underWay, now);
    }

    public StreamState with(StreamName newName) {
        return new StreamState(newName, place, position, content, sent, carry, underWay, touched);
    }

    public StreamState covering(long covered) {
        return new StreamState(name, place, position.covering(covered), content, sent, carry, underWay, touched);
    }

    public StreamState carrying(Carry newCarry, long now) {
        return new StreamState(name, place, position, content, sent, newCarry, underWay, now);
    }

    /** The batch that was under way cannot be built again. */
    public StreamState withoutPlan(long now) {
        return new StreamState(name, place, position, content, sent, carry, null, now);
    }
}
