// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.json.JsonEscapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides which events are left out. The first rule that is for an event decides, what none is for is kept. The decision depends on the event's
 * fields and id alone, so that a line that is parsed again shares the fate of the first time. Not thread-safe.
 *
 * <p>The fields are found in the event as it was written, which all formats have in common, and only where a rule asks for one.
 */
public final class Rules {

    private static final String FILE_PATH = "log.file.path";
    private static final String URL_PATH = "url.path";
    private static final String STATUS = "http.response.status_code";
    private static final String LEVEL = "log.level";

    private static final int NO_FIELD = -1;
    private static final int MAX_STATUS_DIGITS = 3;

    private final Rule[] rules;
    private final FieldIndex fields;
    private final int filePath;
    private final int urlPath;
    private final int status;
    private final int level;

    /** By rule, the field that it samples by; {@link #NO_FIELD} stands for the event's id. */
    private final int[] sampleBy;

    /** The data stream of the last event, and which rules may be for it. */
    private DataStream lastDataStream;

    private final boolean[] isForDataset;

    private byte[] json;
    private boolean isRead;

    /** Of the text taken last. */
    private byte[] text;

    private int textFrom;
    private int textTo;

    public Rules(List<Rule> rules) {
        this.rules = rules.toArray(Rule[]::new);
        List<String> paths = new ArrayList<>();
        filePath = rules.stream().allMatch(rule -> rule.filePaths().isEmpty()) ? NO_FIELD : number(FILE_PATH, paths);
        urlPath = rules.stream().allMatch(rule -> rule.urlPaths().isEmpty()) ? NO_FIELD : number(URL_PATH, paths);
        status = rules.stream().allMatch(rule -> rule.statuses().isEmpty()) ? NO_FIELD : number(STATUS, paths);
        level = rules.stream().allMatch(rule -> rule.levels().isEmpty()) ? NO_FIELD : number(LEVEL, paths);
        sampleBy = rules.stream()
                .mapToInt(rule ->
                        rule.keepOneIn() <= Rule.KEEP_ALL || rule.sampleBy().equals(Rule.EVENT_ID)
                                ? NO_FIELD
                                : number(rule.sampleBy(), paths))
                .toArray();
        fields = new FieldIndex(paths);
        isForDataset = new boolean[this.rules.length];
    }

    /**
     * The name of the rule that leaves the event out, or null if it is kept.
     *
     * @param id holds {@code event.id} from 0
     * @param event holds the finished event from 0
     * @param headLength bytes that are the same in all events with that instance of {@code dataStream}, but for their time and id
     */
    public String dropping(DataStream dataStream, byte[] id, byte[] event, int headLength) {
        if (dataStream != lastDataStream) {
            recall(dataStream);
            fields.expectHead(event, headLength);
        }
        json = event;
        isRead = false;
        for (int i = 0; i < rules.length; i++) {
            if (isForDataset[i] && isFor(rules[i])) {
                return isKept(rules[i], sampleBy[i], id) ? null : rules[i].name();
            }
        }
        return null;
    }

    private static int number(String path, List<String> paths) {
        if (!paths.contains(path)) {
            paths.add(path);
        }
        return paths.indexOf(path);
    }

    private void recall(DataStream dataStream) {
        for (int i = 0; i < rules.length; i++) {
            List<Glob> datasets = rules[i].datasets();
            isForDataset[i] =
                    datasets.isEmpty() || datasets.stream().anyMatch(glob -> glob.matches(dataStream.dataset()));
        }
        lastDataStream = dataStream;
    }

    private boolean isFor(Rule rule) {
        return (rule.statuses().isEmpty() || isStatusIn(rule.statuses()))
                && (rule.levels().isEmpty() || takeText(level) && isLowerCaseIn(rule.levels()))
                && (rule.urlPaths().isEmpty() || takeText(urlPath) && isTextIn(rule.urlPaths()))
                && (rule.filePaths().isEmpty() || takeText(filePath) && isTextIn(rule.filePaths()));
    }

    private boolean isStatusIn(List<StatusRange> ranges) {
        read();
        int from = fields.start(status);
        int to = fields.end(status);
        if (from < 0 || to - from > MAX_STATUS_DIGITS || !ByteSearch.isDigits(json, from, to)) {
            return false;
        }
        long code = ByteSearch.number(json, from, to);
        for (StatusRange range : ranges) {
            if (range.contains(code)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTextIn(List<Glob> globs) {
        for (Glob glob : globs) {
            if (glob.matches(text, textFrom, textTo)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLowerCaseIn(List<Glob> globs) {
        byte[] lower = Arrays.copyOfRange(text, textFrom, textTo);
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] |= 0x20;
            }
        }
        text = lower;
        textFrom = 0;
        textTo = lower.length;
        return isTextIn(globs);
    }

    /** Takes the inside of a string, its escapes undone. Whether the field is there and holds one. */
    private boolean takeText(int field) {
        read();
        int from = fields.start(field);
        if (from < 0 || json[from] != '"') {
            return false;
        }
        text = json;
        textFrom = from + 1;
        textTo = fields.end(field) - 1;
        if (ByteSearch.indexOf(json, textFrom, textTo, '\\') < textTo) {
            byte[] decoded = new byte[textTo - textFrom];
            textTo = JsonEscapes.decode(json, textFrom, textTo, decoded);
            textFrom = 0;
            text = decoded;
        }
        return true;
    }

    private boolean isKept(Rule rule, int field, byte[] id) {
        if (rule.keepOneIn() <= Rule.KEEP_ALL) {
            return rule.keepOneIn() == Rule.KEEP_ALL;
        }
        long hash;
        if (field == NO_FIELD) {
            hash = hash(id, 0, EventIds.LENGTH);
        } else {
            read();
            hash = fields.start(field) < 0
                    ? hash(id, 0, EventIds.LENGTH)
                    : hash(json, fields.start(field), fields.end(field));
        }
        return Long.remainderUnsigned(hash, rule.keepOneIn()) == 0;
    }

    private void read() {
        if (!isRead) {
            fields.read(json);
            isRead = true;
        }
    }

    /** FNV-1a, 64 bits, its bits mixed as MurmurHash3 does at its end. */
    private static long hash(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i] & 0xff) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
