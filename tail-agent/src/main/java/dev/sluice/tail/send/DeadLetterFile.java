// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.tail.checkpoint.DataProblem;
import dev.sluice.tail.checkpoint.OwnFile;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;

/**
 * Lines that cannot be sent, with the reason, one JSON object a line in {@code dead-letters.ndjson} of the data folder. What is added is on
 * disk when {@link #add} returns. A line may be there twice after a crash: stream and offset tell. The file is rolled at a size; four rolled
 * ones are kept, and dropping an older one is an error in the log and a metric.
 */
public final class DeadLetterFile {

    private static final String NAME = "dead-letters.ndjson";
    private static final int ROLLED_FILES = 4;

    private final Path folder;
    private final long largest;
    private final Clock clock;
    private final Metrics metrics;
    private final Problems problems;
    private final AgentLog log;

    public DeadLetterFile(Path folder, long largest, Clock clock, Metrics metrics, Problems problems, AgentLog log) {
        this.folder = folder;
        this.largest = largest;
        this.clock = clock;
        this.metrics = metrics;
        this.problems = problems;
        this.log = log;
    }

    /**
     * Keeps {@code bytes[from, from + length)}.
     *
     * @param reason a word for programs, such as {@code LINE_TOO_LONG}
     * @param message for people
     * @param offset place in the stream
     * @throws DeadLetterException if it cannot be written, which is a problem until something can
     */
    public synchronized void add(
            String reason, String message, String stream, Path path, long offset, byte[] bytes, int from, int length)
            throws DeadLetterException {
        String text = Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, from + length));
        String letter = "{\"at\":\"" + clock.instant() + "\",\"reason\":" + quoted(reason) + ",\"message\":"
                + quoted(message) + ",\"stream\":" + quoted(stream) + ",\"path\":" + quoted(path.toString())
                + ",\"offset\":" + offset + ",\"base64\":\"" + text + "\"}\n";
        Path file = folder.resolve(NAME);
        try {
            append(file, letter);
            if (Files.size(file) > largest) {
                roll(file);
            }
        } catch (IOException e) {
            String what = "dead letters in " + file + " cannot be written";
            problems.raise(Problems.Kind.DEAD_LETTERS, NAME, DataProblem.of(what, e));
            throw new DeadLetterException(what, e);
        }
        problems.clear(Problems.Kind.DEAD_LETTERS, NAME);
        metrics.linesSetAside.increment();
        log.warn("line set aside", "reason", reason, "message", message, "path", path, "offset", offset, "file", file);
    }

    private static void append(Path file, String letter) throws IOException {
        try (FileChannel channel = OwnFile.open(file, StandardOpenOption.READ)) {
            long end = channel.size();
            // After a crash half a letter may be there: the next one must not be taken for its rest.
            ByteBuffer buffer = ByteBuffer.wrap((isCut(channel, end) ? '\n' + letter : letter).getBytes(UTF_8));
            channel.position(end);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
        }
    }

    private static boolean isCut(FileChannel channel, long end) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n';
    }

    private void roll(Path file) throws IOException {
        if (Files.deleteIfExists(rolled(ROLLED_FILES))) {
            metrics.deadLetterFilesDropped.increment();
            log.error("oldest dead letters dropped", "file", rolled(ROLLED_FILES));
        }
        for (int i = ROLLED_FILES - 1; i >= 1; i--) {
            if (Files.exists(rolled(i))) {
                Files.move(rolled(i), rolled(i + 1), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(file, rolled(1), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path rolled(int number) {
        return folder.resolve(NAME + "." + number);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
