// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The form of a checkpoint file. Each line is the CRC-32C of the rest in eight hexadecimal digits, a space, a letter for the kind, a tab and
 * the fields: {@code V} version (the first line), {@code S} a stream's state, {@code F} a forgotten stream, {@code I} a known input and since when,
 * {@code E} the end of the snapshot with its number of records.
 */
final class CheckpointFile {

    private static final int VERSION = 2;
    private static final int CHECKSUM_LENGTH = 9;

    /**
     * What files hold.
     *
     * @param damaged lines whose checksum or form is wrong
     * @param whole whether every record of the last file's snapshot is there
     */
    record Content(Map<String, StreamState> streams, Map<String, Long> inputs, int damaged, boolean whole) {
        static Content empty() {
            return new Content(Map.of(), Map.of(), 0, true);
        }
    }

    static byte[] ofStream(StreamState state) {
        return record("S\t" + StreamText.write(state));
    }

    static byte[] ofForgotten(String stream) {
        return record("F\t" + Escapes.apply(stream));
    }

    static byte[] ofInput(String input, long since) {
        return record("I\t" + since + "\t" + Escapes.apply(input));
    }

    static byte[] snapshot(Collection<StreamState> streams, Map<String, Long> inputs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(record("V\t" + VERSION));
        streams.forEach(state -> out.writeBytes(ofStream(state)));
        inputs.forEach((input, since) -> out.writeBytes(ofInput(input, since)));
        out.writeBytes(record("E\t" + (streams.size() + inputs.size())));
        return out.toByteArray();
    }

    /**
     * What {@code file} says, on top of what is known already: a record that is damaged leaves that as it was.
     *
     * @throws IOException if the file cannot be read, or was written by another version of the agent; the message says what to do
     */
    static Content read(Path file, Content before) throws IOException {
        Map<String, StreamState> streams = new LinkedHashMap<>(before.streams());
        Map<String, Long> inputs = new TreeMap<>(before.inputs());
        Set<String> listed = new HashSet<>();
        boolean whole = false;
        int damaged = 0;
        int records = 0;
        String[] lines = new String(Files.readAllBytes(file), UTF_8).split("\n");
        for (int i = 0; i < lines.length; i++) {
            String text = checked(lines[i]);
            if (text == null || i == 0 && !isVersion(text, file) || !apply(text, streams, inputs)) {
                damaged++;
            } else if (text.startsWith("E\t")) {
                whole = damaged == 0 && text.equals("E\t" + records);
                if (whole) {
                    // What it does not list was forgotten since.
                    streams.keySet().retainAll(listed);
                }
            } else if (i > 0) {
                records++;
                if (text.charAt(0) == 'S') {
                    listed.add(StreamText.read(text.substring(2)).stream());
                }
            }
        }
        return new Content(streams, inputs, damaged, whole);
    }

    private static boolean isVersion(String text, Path file) throws IOException {
        if (!text.startsWith("V\t")) {
            return false;
        }
        String version = text.substring(2);
        if (!version.equals(Integer.toString(VERSION))) {
            throw new IOException("checkpoint " + file + " is of version " + version + ", and this agent reads version "
                    + VERSION + "; run the version of the agent that wrote it, or give this one another agent.data"
                    + " (it then sends all files from their start)");
        }
        return true;
    }

    private static boolean apply(String text, Map<String, StreamState> streams, Map<String, Long> inputs) {
        String fields = text.substring(2);
        try {
            switch (text.charAt(0)) {
                case 'S' -> {
                    StreamState state = StreamText.read(fields);
                    streams.put(state.stream(), state);
                }
                case 'F' -> streams.remove(Escapes.undo(fields));
                case 'I' -> {
                    int tab = fields.indexOf('\t');
                    inputs.put(Escapes.undo(fields.substring(tab + 1)), Long.parseLong(fields.substring(0, tab)));
                }
                default -> {
                    return text.charAt(0) == 'V' || text.charAt(0) == 'E';
                }
            }
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Counted as damaged by the caller, as a wrong checksum is.
            return false;
        }
    }

    private static byte[] record(String text) {
        return (checksum(text) + ' ' + text + '\n').getBytes(UTF_8);
    }

    private static String checked(String line) {
        if (line.length() < CHECKSUM_LENGTH + 2 || line.charAt(CHECKSUM_LENGTH - 1) != ' ') {
            return null;
        }
        String text = line.substring(CHECKSUM_LENGTH);
        return checksum(text).equals(line.substring(0, CHECKSUM_LENGTH - 1)) ? text : null;
    }

    private static String checksum(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(UTF_8));
        return HexFormat.of().toHexDigits(checksum.getValue(), 8);
    }

    private CheckpointFile() {}
}
