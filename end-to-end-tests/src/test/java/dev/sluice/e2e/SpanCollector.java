// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP over HTTP, as a collector does (opentelemetry/proto/collector/trace/v1/trace_service.proto). */
final class SpanCollector implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    /** @param parent id of the span before, or empty */
    record Span(String trace, String id, String parent, String name) {}

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    /** All of a trace that have come. */
    List<Span> of(String trace) {
        return spans.stream().filter(span -> span.trace.equals(trace)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Request → resource_spans → scope_spans → spans.
            read(CodedInputStream.newInstance(exchange.getRequestBody()), 1, 2, 2);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void read(CodedInputStream in, int... path) throws IOException {
        if (path.length == 0) {
            spans.add(span(in));
            return;
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == path[0]) {
                read(in.readBytes().newCodedInput(), Arrays.copyOfRange(path, 1, path.length));
            } else {
                in.skipField(tag);
            }
        }
    }

    private static Span span(CodedInputStream in) throws IOException {
        String[] text = new String[6];
        Arrays.fill(text, "");
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1, 2, 4 ->
                    text[WireFormat.getTagFieldNumber(tag)] = HexFormat.of().formatHex(in.readByteArray());
                case 5 -> text[5] = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new Span(text[1], text[2], text[4], text[5]);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
