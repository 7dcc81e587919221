// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.time.AccessTime;

/** Lines of a declared format: tries its ways in turn, and writes what the first that fits has captured. */
final class DeclaredParser implements LineParser {

    private final EventType type;
    private final Matcher[] ways;
    private final CompiledStep[] steps;
    private final StrictField[] strict;
    private final FieldLayout layout;
    private final FieldLayoutWriter writer;
    private final Captures captures;
    private final TimeReader time;
    private final byte[][] absent;
    private final int[] slots;
    private final int[] plusSlots;
    private final byte[] comment;
    private final byte[] header;

    /** Null where there is none. */
    private final LineParser otherwise;

    DeclaredParser(DeclaredFormat format, Enrichments enrichments, LineParser otherwise) {
        FormatDefinition definition = format.definition();
        type = EventType.of(definition.dataset(), definition.categories(), definition.types());
        ways = format.ways().toArray(Matcher[]::new);
        steps = format.steps().toArray(CompiledStep[]::new);
        strict = format.strict().toArray(StrictField[]::new);
        layout = format.layout();
        writer = new FieldLayoutWriter(layout, type, enrichments);
        captures = format.newCaptures();
        time = layout.timestamp < 0 ? null : new TimeReader(layout.timestampDeclaration);
        absent = definition.absent().stream().map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
        slots = format.slots();
        plusSlots = format.plusSlots();
        comment = definition.comment() == null ? null : definition.comment().getBytes(UTF_8);
        header = format.header() == null ? null : format.header().getBytes(UTF_8);
        this.otherwise = otherwise;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (comment != null && ByteSearch.startsWith(bytes, from, to, comment)) {
            return line.skip(ParseOutput.COMMENT_LINE);
        }
        if (header != null && ByteSearch.equal(bytes, from, to, header)) {
            return line.skip(ParseOutput.HEADER_LINE);
        }
        int furthest = -1;
        DeadLetterReason reason = DeadLetterReason.NOT_THE_FORMAT;
        String expected = null;
        captures.begin(bytes);
        for (int i = 0; i < ways.length; i++) {
            if (i > 0) {
                captures.clear();
            }
            DeadLetterReason problem = DeadLetterReason.NOT_THE_FORMAT;
            if (ways[i].match(bytes, from, to, captures) && fits(from)) {
                long millis = timestamp(event);
                if (millis != AccessTime.NOT_A_TIME && millis != AccessTime.NO_SUCH_TIME) {
                    writer.write(line, event, captures, millis);
                    return true;
                }
                boolean isTime = millis == AccessTime.NO_SUCH_TIME;
                problem = isTime ? DeadLetterReason.BAD_TIMESTAMP : problem;
                captures.stop(placeOfTime(from), isTime ? "a date and time that exist" : time.expected());
            }
            // A line that fits but for its date says more of what is wrong than one that does not fit.
            boolean isWorse = reason == DeadLetterReason.BAD_TIMESTAMP && problem != reason;
            boolean isBetter = problem == DeadLetterReason.BAD_TIMESTAMP && problem != reason;
            if (isBetter || !isWorse && captures.stoppedAt() > furthest) {
                furthest = captures.stoppedAt();
                expected = captures.expected();
                reason = problem;
            }
        }
        if (otherwise != null) {
            return otherwise.parse(line, event);
        }
        return line.stop(furthest, reason, expected);
    }

    private boolean fits(int from) {
        complete();
        for (StrictField field : strict) {
            int slot = field.slot();
            if (captures.has(slot) && !field.fits(captures)) {
                return captures.stop(captures.isInLine(slot) ? captures.from(slot) : from, field.expected());
            }
        }
        return true;
    }

    private int placeOfTime(int from) {
        return captures.isInLine(layout.timestamp) ? captures.from(layout.timestamp) : from;
    }

    /** Takes apart what is to be taken apart further, and leaves out what stands for nothing. */
    private void complete() {
        for (CompiledStep step : steps) {
            if (captures.has(step.slot()) && isAbsent(step.slot())) {
                captures.remove(step.slot());
            }
            step.apply(captures);
        }
        for (int slot : slots) {
            if (captures.has(slot) && isAbsent(slot)) {
                captures.remove(slot);
            }
        }
        for (int slot : plusSlots) {
            if (captures.has(slot)) {
                captures.replace(slot, (byte) '+', (byte) ' ');
            }
        }
    }

    private boolean isAbsent(int slot) {
        int from = captures.from(slot);
        int length = captures.to(slot) - from;
        if (length == 0) {
            return true;
        }
        for (byte[] text : absent) {
            if (text.length == length && ByteSearch.startsWith(captures.bytes(slot), from, from + length, text)) {
                return true;
            }
        }
        return false;
    }

    private long timestamp(EcsEventWriter event) {
        int slot = layout.timestamp;
        return slot < 0 || !captures.has(slot)
                ? event.defaultTimestamp()
                : time.read(captures.bytes(slot), captures.from(slot), captures.to(slot), event, type);
    }
}
