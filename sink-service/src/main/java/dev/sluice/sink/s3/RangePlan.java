// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.s3.format.LakeFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The promise that the records from {@code start} to {@code end}, exclusive, become the objects of one range. It stands in the metadata of the
 * committed offset, {@code plan=<end> <extension>}, before anything is uploaded: whoever owns the partition after a crash builds the same range
 * again, in the same format, whatever the clock or the settings say by then.
 */
record RangePlan(long start, long end, LakeFormat format) {

    private static final Pattern METADATA = Pattern.compile("plan=(\\d+) ([a-z.]+)");

    /** What to commit for the plan to stand. */
    OffsetAndMetadata commit() {
        return new OffsetAndMetadata(start, "plan=" + end + ' ' + format.extension());
    }

    /** What to commit when all of it is stored. */
    OffsetAndMetadata fulfilled() {
        return new OffsetAndMetadata(end);
    }

    /**
     * The plan that stands, if any.
     *
     * @throws IllegalStateException for metadata that this version cannot read: guessing would mean duplicates
     */
    static Optional<RangePlan> read(OffsetAndMetadata committed) {
        String metadata = committed.metadata();
        if (metadata == null || metadata.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = METADATA.matcher(metadata);
        if (!matcher.matches() || LakeFormat.ofExtension(matcher.group(2)).isEmpty()) {
            throw new IllegalStateException(
                    "the committed offset " + committed.offset() + " has the metadata '" + metadata
                            + "', which is no plan that this version of Sluice can read. Run the version that wrote it, or set the"
                            + " group's offset again without metadata and take duplicates");
        }
        return Optional.of(new RangePlan(
                committed.offset(),
                Long.parseLong(matcher.group(1)),
                LakeFormat.ofExtension(matcher.group(2)).orElseThrow()));
    }
}
