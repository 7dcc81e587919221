// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ParseOutput;
import org.springframework.http.HttpStatus;

/** Counts what an answer would hold and keeps none of it; refuses one that is too large as soon as it is. */
final class AnswerSize implements ParseOutput {

    private final ParseApiSettings settings;
    private int outcomes;
    private long bytes;

    AnswerSize(ParseApiSettings settings) {
        this.settings = settings;
    }

    @Override
    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
        count();
        bytes += to - from;
        if (bytes > settings.maxAnswer().toBytes()) {
            throw tooLarge(settings.maxAnswer() + " of events, which is sluice.parser.api.max-answer");
        }
    }

    @Override
    public void deadLetter(long line, byte[] original, int from, int to, DeadLetterReason reason, String message) {
        if (reason == DeadLetterReason.BAD_HEADERS) {
            throw new ParseRefusedException(HttpStatus.BAD_REQUEST, message);
        }
        count();
    }

    @Override
    public void dropped(String rule, DataStream dataStream, long line) {
        count();
    }

    private void count() {
        if (++outcomes > settings.maxEvents()) {
            throw tooLarge(settings.maxEvents() + " events, which is sluice.parser.api.max-events");
        }
    }

    private static ParseRefusedException tooLarge(String limit) {
        return new ParseRefusedException(
                HttpStatus.CONTENT_TOO_LARGE,
                "the answer would hold more than " + limit + "; ask for fewer lines at once");
    }
}
