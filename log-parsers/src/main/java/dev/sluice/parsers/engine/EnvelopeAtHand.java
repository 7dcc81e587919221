// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/** The envelope that the line at hand came in, and that line. Where it came in none, nothing is written. */
final class EnvelopeAtHand {

    private static final Key PROCESS = Key.of("process");

    /** Null where there is none. */
    private Envelope envelope;

    private Line line;

    /** @return what {@link #close} wants */
    Envelope open(Envelope inside, Line inner) {
        Envelope outside = envelope;
        envelope = inside;
        line = inner;
        return outside;
    }

    void close(Envelope outside) {
        envelope = outside;
    }

    boolean isOpen() {
        return envelope != null;
    }

    long timestamp() {
        return envelope.timestamp();
    }

    boolean isOfProgram(Glob wanted) {
        return envelope != null
                && envelope.programTo() > envelope.programFrom()
                && wanted.matches(line.bytes, envelope.programFrom(), envelope.programTo());
    }

    boolean hasHost() {
        return envelope != null && envelope.hostTo() > envelope.hostFrom();
    }

    byte[] bytes() {
        return line.bytes;
    }

    int hostFrom() {
        return envelope.hostFrom();
    }

    int hostTo() {
        return envelope.hostTo();
    }

    /** @param hasLevel whether the line names its level itself */
    void writeLog(JsonBuffer json, boolean hasLevel) {
        if (envelope != null) {
            if (!hasLevel) {
                envelope.writeLevel(json);
            }
            envelope.writeLog(json, line);
        }
    }

    /** Opens the object {@code process} with what the line does not name itself. */
    int openProcess(JsonBuffer json, boolean hasName, boolean hasPid) {
        int start = json.open(PROCESS);
        if (envelope != null) {
            if (!hasName) {
                envelope.writeProcessName(json, line);
            }
            if (!hasPid) {
                envelope.writeProcessId(json, line);
            }
        }
        return start;
    }
}
