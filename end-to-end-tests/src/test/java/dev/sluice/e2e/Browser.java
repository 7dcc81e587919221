// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, driven over the Chrome DevTools Protocol. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TemporaryFolder profile;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final String session;

    Browser() throws Exception {
        profile = new TemporaryFolder("chromium");
        process = new ProcessBuilder(
                        program().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--force-color-profile=srgb",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile.path(),
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.path().resolve("output").toFile())
                .start();
        Path portFile = profile.path().resolve("DevToolsActivePort");
        List<String> port = await().atMost(PATIENCE)
                .until(
                        () -> Files.exists(portFile) ? Files.readAllLines(portFile) : List.of(),
                        lines -> lines.size() == 2);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port.get(0) + port.get(1)), new Answers())
                .get(30, TimeUnit.SECONDS);
        String target = send(null, "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        session = send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
        send("Page.enable", Map.of());
    }

    /** As tests of other programs do it: on a developer's machine it may be missing, where all tests are run it must not. */
    private static Path program() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String message = "there is no Chromium on the path; Debian's package is called chromium";
                    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
                });
    }

    void open(URI address) {
        send("Page.navigate", Map.of("url", address.toString()));
    }

    /** @param theme {@code light} or {@code dark} */
    void look(int width, int height, String theme) {
        send("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        // Without motion: a picture is not of colours that are on their way.
        send(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", theme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** The value of an expression, which may be a promise. */
    JsonNode evaluate(String script) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(script + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Text of what a selector finds first, or the empty text. */
    String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''")
                .asString("");
    }

    void awaitText(String selector, String part) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!text(selector).contains(part)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(selector + " does not say '" + part + "', but '" + text(selector)
                        + "'; the page: " + text("body"));
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Clicks what a selector finds that has this text. */
    void click(String selector, String text) {
        String found = "[...document.querySelectorAll(" + quoted(selector)
                + ")].find(each => each.textContent.trim() === " + quoted(text) + " && !each.disabled)";
        await("a " + selector + " with " + text)
                .atMost(PATIENCE)
                .until(() -> evaluate("!!" + found).asBoolean());
        evaluate(found + ".click()");
    }

    /** Presses and releases a key without a character: {@code Tab}, or {@code Enter}. */
    void press(String key) {
        Map<String, Object> pressed = new HashMap<>(Map.of("key", key, "code", key));
        pressed.put("windowsVirtualKeyCode", key.equals("Tab") ? 9 : 13);
        if (key.equals("Enter")) {
            pressed.put("text", "\r");
        }
        pressed.put("type", "keyDown");
        send("Input.dispatchKeyEvent", pressed);
        pressed.remove("text");
        pressed.put("type", "keyUp");
        send("Input.dispatchKeyEvent", pressed);
    }

    void screenshot(Path file) throws IOException {
        JsonNode size = send("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        JsonNode answer = send(
                "Page.captureScreenshot",
                Map.of(
                        "format",
                        "png",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                                "x", 0,
                                "y", 0,
                                "width", size.path("width").asDouble(),
                                "height", Math.min(2_400, size.path("height").asDouble()),
                                "scale", 1)));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(answer.path("data").asString()));
    }

    static String quoted(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
        return send(session, method, parameters);
    }

    private JsonNode send(String toSession, String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        var message = JsonMapper.shared().createObjectNode().put("id", id).put("method", method);
        message.putPOJO("params", parameters);
        if (toSession != null) {
            message.put("sessionId", toSession);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        synchronized (this) {
            socket.sendText(message.toString(), true).join();
        }
        JsonNode result = answer.orTimeout(30, TimeUnit.SECONDS).join();
        if (result.has("error")) {
            throw new IllegalStateException(method + ": " + result.path("error"));
        }
        return result.path("result");
    }

    private final class Answers implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JsonMapper.shared().readTree(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> answer =
                        open.remove(message.path("id").asInt(0));
                if (answer != null) {
                    answer.complete(message);
                }
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
        profile.delete();
    }
}
