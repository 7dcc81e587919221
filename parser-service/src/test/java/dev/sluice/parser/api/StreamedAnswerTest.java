// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.parser.rules.RulesLogInMemory;
import dev.sluice.parsers.ParserSettings;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Answers that are far larger than their requests, for clients that take their time. */
class StreamedAnswerTest {

    private static final int AT_ONCE = 4;
    private static final int EVENTS = 100_000;
    private static final long FIRST_BYTES = 10_000;
    private static final long MOST_HELD = DataSize.ofMegabytes(20).toBytes();
    private static final String TOKEN = "a-token-that-is-long-enough";

    private final CountDownLatch readOn = new CountDownLatch(1);

    /** Takes the first bytes, and the others when its client reads on. */
    private final class SlowResponse extends MockHttpServletResponse {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicLong taken = new AtomicLong();

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    if (taken.addAndGet(length) > FIRST_BYTES) {
                        begun.countDown();
                        awaitReader();
                    }
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        private void awaitReader() throws IOException {
            try {
                readOn.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    @Test
    void anAnswerIsOnItsWayBeforeItsLastLineIsParsedAndIsHeldNowhere() throws Exception {
        ParseController controller = controller(null, "127.0.0.1");
        byte[] lines = "{}\n".repeat(EVENTS).getBytes(UTF_8);
        controller.parse(request("{}\n".getBytes(UTF_8)), new MockHttpServletResponse());
        long before = heldBytes();
        List<SlowResponse> responses = new ArrayList<>();
        List<Future<?>> answers = new ArrayList<>();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                SlowResponse response = new SlowResponse();
                FutureTask<Void> answer = new FutureTask<>(() -> {
                    controller.parse(request(lines), response);
                    return null;
                });
                Thread.ofPlatform().daemon().start(answer);
                responses.add(response);
                answers.add(answer);
            }
            for (SlowResponse response : responses) {
                assertThat(response.begun.await(60, TimeUnit.SECONDS))
                        .as("first bytes")
                        .isTrue();
            }

            assertThat(answers).noneMatch(Future::isDone);
            assertThat(responses).allMatch(response -> response.taken.get() < 2 * FIRST_BYTES);
            assertThat(heldBytes() - before).isLessThan(MOST_HELD);
            assertThatExceptionOfType(ParseRefusedException.class)
                    .isThrownBy(() -> controller.parse(request(lines), new MockHttpServletResponse()))
                    .withMessageContaining("sluice.parser.api.concurrency")
                    .satisfies(e -> assertThat(e.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
        } finally {
            readOn.countDown();
        }
        for (Future<?> answer : answers) {
            answer.get(60, TimeUnit.SECONDS);
        }
        assertThat(responses).allMatch(response -> response.taken.get() > MOST_HELD);
        controller.parse(request("{}\n".getBytes(UTF_8)), new MockHttpServletResponse());
    }

    @Test
    void whatIsTooMuchIsRefusedBeforeTheFirstByte() {
        MockHttpServletResponse response = new MockHttpServletResponse();

        assertThatExceptionOfType(ParseRefusedException.class)
                .isThrownBy(() -> controller(null, "127.0.0.1")
                        .parse(request("{}\n".repeat(EVENTS + 1).getBytes(UTF_8)), response))
                .withMessageContaining(EVENTS + " events, which is sluice.parser.api.max-events")
                .satisfies(e -> assertThat(e.status()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE));
        assertThat(response.getContentAsByteArray()).isEmpty();
    }

    @Test
    void whereOthersReachTheServiceATokenIsAskedFor() throws Exception {
        byte[] line = "{}\n".getBytes(UTF_8);
        assertThatExceptionOfType(ParseRefusedException.class)
                .isThrownBy(() -> controller(null, "0.0.0.0").parse(request(line), new MockHttpServletResponse()))
                .withMessageContaining("sluice.parser.api.token")
                .satisfies(e -> assertThat(e.status()).isEqualTo(HttpStatus.FORBIDDEN));
        ParseController controller = controller(TOKEN, "0.0.0.0");
        assertThatExceptionOfType(ParseRefusedException.class)
                .isThrownBy(() -> controller.parse(request(line), new MockHttpServletResponse()))
                .satisfies(e -> assertThat(e.status()).isEqualTo(HttpStatus.UNAUTHORIZED));

        MockHttpServletRequest presented = request(line);
        presented.addHeader("X-Api-Key", TOKEN);
        MockHttpServletResponse response = new MockHttpServletResponse();
        controller.parse(presented, response);
        assertThat(response.getContentAsString()).startsWith("{\"events\":[{");
    }

    private static ParseController controller(String token, String address) {
        ParseApiSettings limits = new ParseApiSettings(
                token, DataSize.ofMegabytes(1), EVENTS, DataSize.ofMegabytes(100), AT_ONCE, Duration.ofMinutes(1));
        ParserSettings settings = ParserSettings.defaults();
        return new ParseController(
                new RulesLogInMemory().rules(settings),
                limits,
                address,
                Clock.systemUTC(),
                JsonMapper.builder().build());
    }

    private static MockHttpServletRequest request(byte[] lines) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/parse");
        request.setQueryString("format=json");
        request.setContent(lines);
        return request;
    }

    private static long heldBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
