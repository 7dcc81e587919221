// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.apache.Element.Kind;
import dev.sluice.parsers.engine.Literal;
import dev.sluice.parsers.time.TimePattern;
import dev.sluice.parsers.time.TimePatternCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns an httpd {@code LogFormat} string into {@link Element}s
 * (<a href="https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats">mod_log_config</a>). Runs once, at start.
 */
final class LogFormatCompiler {

    /** Of directives that have no field in {@link AccessField}. */
    private static final int OWN = -1;

    private final String format;
    private final List<Element> elements = new ArrayList<>();
    private final List<NamedField> named = new ArrayList<>();

    private int at;
    private String prefix;

    /** Of the directive whose literal is being read. */
    private Directive pending;

    private boolean quoted;

    private LogFormatCompiler(String format) {
        this.format = format;
    }

    /**
     * Compiles {@code format}, with or without the backslashes that quotes have in httpd's configuration.
     *
     * @throws IllegalArgumentException if a directive is unknown or two of them touch; the message names the place
     */
    static AccessLogFormat compile(String format) {
        return new LogFormatCompiler(format).compile();
    }

    private AccessLogFormat compile() {
        String literal = literal();
        while (at < format.length()) {
            Directive directive = directive();
            if (directive.kind() == Kind.TIME) {
                literal += "[";
            }
            finishPending(literal, false);
            pending = directive;
            quoted = literal.endsWith("\"") && directive.kind() == Kind.TOKEN;
            literal = (directive.kind() == Kind.TIME ? "]" : "") + literal();
        }
        if (pending == null) {
            throw new IllegalArgumentException(
                    "a log format needs at least one directive such as %h, was '" + format + "'");
        }
        finishPending(literal, true);
        return new AccessLogFormat(prefix.getBytes(UTF_8), List.copyOf(elements), List.copyOf(named))
                .withTimesTogether();
    }

    private void finishPending(String literal, boolean last) {
        if (pending == null) {
            prefix = literal;
            return;
        }
        requireEnd(literal, last);
        boolean isQuoted = quoted && literal.startsWith("\"");
        elements.add(new Element(
                isQuoted ? Kind.QUOTED : pending.kind(),
                fieldOf(pending),
                new Literal(literal.getBytes(UTF_8)),
                false,
                expected(literal, last),
                pending.time()));
    }

    private String expected(String literal, boolean last) {
        if (literal.isEmpty()) {
            return last ? pending.text() + " up to the end of the line" : pending.text();
        }
        return pending.text() + " followed by '" + literal + "'";
    }

    /** Most directives end where the literal behind them begins, a time mostly by itself. */
    private void requireEnd(String literal, boolean last) {
        boolean isPattern = pending.kind() == Kind.TIME_PATTERN;
        if (isPattern && pending.time().isOpen() && !literal.isEmpty() && Character.isDigit(literal.charAt(0))) {
            throw new IllegalArgumentException("the digits behind " + pending.text() + " in '" + format
                    + "' can't be told from its own: put another character between them");
        }
        boolean endsItself = isPattern && !pending.time().isOpen();
        if (literal.isEmpty() && !last && !endsItself) {
            throw new IllegalArgumentException(
                    "nothing stands between " + pending.text() + " and the directive after it in '" + format
                            + "', so they can't be told apart: put a space or another character between them");
        }
    }

    /** A field can be filled once, but for the time, which may be said in parts; a second directive for it keeps its own name. */
    private int fieldOf(Directive directive) {
        if (directive.time() != null) {
            return AccessField.TIME;
        }
        if (directive.field() != OWN) {
            int field = directive.field();
            if (elements.stream().noneMatch(element -> element.field() == field)) {
                return field;
            }
        }
        named.add(directive.named());
        return AccessField.COUNT + named.size() - 1;
    }

    /** Text up to the next directive, with {@code %%} and the configuration file's escapes undone. */
    private String literal() {
        StringBuilder literal = new StringBuilder();
        while (at < format.length()) {
            char c = format.charAt(at);
            char next = at + 1 < format.length() ? format.charAt(at + 1) : 0;
            if (c == '%' && next != '%') {
                break;
            }
            at += c == '%' || c == '\\' && next != 0 ? 2 : 1;
            literal.append(c != '\\' || next == 0 ? c : next == 't' ? '\t' : next == 'n' ? '\n' : next);
        }
        return literal.toString();
    }

    private Directive directive() {
        int start = at++;
        // Status conditions and "original" or "final" request don't change what is written.
        while (at < format.length() && "!<>,0123456789".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        String argument = null;
        if (at < format.length() && format.charAt(at) == '{') {
            int close = format.indexOf('}', at);
            if (close < 0) {
                throw new IllegalArgumentException(
                        "a brace is not closed in '" + format + "', from '" + format.substring(start) + "' on");
            }
            argument = format.substring(at + 1, close);
            at = close + 1;
        }
        if (at == format.length()) {
            throw new IllegalArgumentException(
                    "'" + format + "' ends inside the directive '" + format.substring(start) + "'");
        }
        // %^ti, %^to and %^FU, %^FB are the directives with more than one letter.
        int letters = format.charAt(at) == '^' ? Math.min(3, format.length() - at) : 1;
        String letter = format.substring(at, at + letters);
        at += letters;
        String text = format.substring(start, at);
        return letter.equals("t")
                ? Directive.time(text, argument, start + text.indexOf('{') + 1)
                : Directive.of(text, letter, argument);
    }

    /** What a directive holds. */
    private record Directive(String text, Kind kind, int field, NamedField named, TimePattern time) {

        Directive(String text, Kind kind, int field, NamedField named) {
            this(text, kind, field, named, null);
        }

        static Directive of(String text, String letter, String argument) {
            return switch (letter) {
                case "h", "a" ->
                    token(
                            text,
                            "peer".equals(argument) || "c".equals(argument) ? OWN : AccessField.ADDRESS,
                            "remote_host");
                case "A" -> token(text, OWN, "local_address");
                case "l" -> token(text, AccessField.IDENTITY, "identity");
                case "u" -> token(text, AccessField.USER, "remote_user");
                case "r" -> token(text, AccessField.REQUEST, "request_line");
                case "m" -> token(text, AccessField.METHOD, "method");
                case "U" -> token(text, AccessField.PATH, "path");
                case "q" -> token(text, AccessField.QUERY, "query");
                case "H" -> token(text, AccessField.PROTOCOL, "protocol");
                case "f" -> token(text, AccessField.FILE, "file");
                case "v", "V" -> token(text, AccessField.SERVER, "server_name");
                case "p" -> port(text, argument);
                case "s" -> new Directive(text, Kind.STATUS, AccessField.STATUS, new NamedField(null, "status", true));
                case "b", "B" -> number(text, AccessField.BODY_BYTES, "body_bytes");
                case "I" -> number(text, AccessField.REQUEST_BYTES, "request_bytes");
                case "O" -> number(text, AccessField.RESPONSE_BYTES, "response_bytes");
                case "S" -> number(text, OWN, "transferred_bytes");
                case "k" -> number(text, OWN, "keepalive_requests");
                case "D" -> number(text, AccessField.MICROSECONDS, "duration");
                case "T" -> number(text, durationIn(text, argument), "duration");
                case "P" -> process(text, argument);
                case "R" -> token(text, OWN, "handler");
                case "X" -> token(text, OWN, "connection_status");
                case "L" -> token(text, OWN, "log_id");
                case "i" -> requestHeader(text, required(text, argument));
                case "o" -> grouped(text, "response_headers", required(text, argument));
                case "C" -> grouped(text, "cookies", required(text, argument));
                case "e" -> grouped(text, "environment", required(text, argument));
                case "n" -> grouped(text, "notes", required(text, argument));
                case "x", "c" -> tls(text, required(text, argument).toLowerCase(Locale.ROOT));
                case "^ti" -> grouped(text, "request_trailers", required(text, argument));
                case "^to" -> grouped(text, "response_trailers", required(text, argument));
                case "^FU" -> number(text, OWN, "first_unused_input_time");
                case "^FB" -> number(text, OWN, "first_byte_time");
                default ->
                    throw new IllegalArgumentException(
                            "the log format directive " + text + " is not known; see mod_log_config for what there is");
            };
        }

        private static Directive requestHeader(String text, String header) {
            int field = switch (header.toLowerCase(Locale.ROOT)) {
                case "referer", "referrer" -> AccessField.REFERRER;
                case "user-agent" -> AccessField.USER_AGENT;
                case "x-request-id" -> AccessField.REQUEST_ID;
                case "host" -> AccessField.DOMAIN;
                default -> OWN;
            };
            return new Directive(
                    text, Kind.TOKEN, field, new NamedField("request_headers", header.toLowerCase(Locale.ROOT), false));
        }

        /** {@code %p} and {@code %{canonical|local|remote}p}: the first two are of the server, the last is of the client. */
        private static Directive port(String text, String argument) {
            return switch (argument == null ? "canonical" : argument) {
                case "canonical" -> number(text, AccessField.SERVER_PORT, "port");
                case "local" -> number(text, AccessField.SERVER_PORT, "local_port");
                case "remote" -> number(text, AccessField.PORT, "remote_port");
                default ->
                    throw new IllegalArgumentException("the port of the log format directive " + text
                            + " must be canonical, local or remote, was '" + argument + "'");
            };
        }

        private static Directive process(String text, String argument) {
            return switch (argument == null ? "pid" : argument) {
                case "pid" -> number(text, AccessField.PROCESS, "process");
                case "tid" -> number(text, AccessField.THREAD, "thread");
                case "hextid" ->
                    new Directive(text, Kind.HEX, AccessField.HEX_THREAD, new NamedField(null, "hextid", false));
                default ->
                    throw new IllegalArgumentException("the id of the log format directive " + text
                            + " must be pid, tid or hextid, was '" + argument + "'");
            };
        }

        /** Variables of mod_ssl; what ECS knows goes to {@code tls}. */
        private static Directive tls(String text, String variable) {
            int field = switch (variable) {
                case "ssl_protocol", "version" -> AccessField.TLS_VERSION;
                case "ssl_cipher", "cipher" -> AccessField.TLS_CIPHER;
                case "ssl_tls_sni" -> AccessField.TLS_SERVER_NAME;
                case "ssl_client_s_dn", "subjectdn" -> AccessField.TLS_CLIENT_SUBJECT;
                case "ssl_client_i_dn", "issuerdn" -> AccessField.TLS_CLIENT_ISSUER;
                case "ssl_server_s_dn" -> AccessField.TLS_SERVER_SUBJECT;
                case "ssl_server_i_dn" -> AccessField.TLS_SERVER_ISSUER;
                case "ssl_session_resumed" -> AccessField.TLS_RESUMED;
                default -> OWN;
            };
            return new Directive(
                    text, Kind.TOKEN, field, new NamedField("ssl", variable.replaceFirst("^ssl_", ""), false));
        }

        static Directive time(String text, String argument, int argumentAt) {
            TimePattern time = TimePatternCompiler.compile(text, argument, argumentAt);
            Kind kind = TimePatternCompiler.isOwn(argument) ? Kind.TIME : Kind.TIME_PATTERN;
            return new Directive(text, kind, AccessField.TIME, null, time);
        }

        private static int durationIn(String text, String unit) {
            return switch (unit == null ? "s" : unit) {
                case "s" -> AccessField.SECONDS;
                case "ms" -> AccessField.MILLISECONDS;
                case "us" -> AccessField.MICROSECONDS;
                default ->
                    throw new IllegalArgumentException(
                            "the unit of " + text + " must be s, ms or us, was '" + unit + "'");
            };
        }

        private static Directive token(String text, int field, String name) {
            return new Directive(text, Kind.TOKEN, field, new NamedField(null, name, false));
        }

        private static Directive number(String text, int field, String name) {
            return new Directive(text, Kind.NUMBER, field, new NamedField(null, name, true));
        }

        private static Directive grouped(String text, String group, String name) {
            return new Directive(text, Kind.TOKEN, OWN, new NamedField(group, name.toLowerCase(Locale.ROOT), false));
        }

        private static String required(String text, String argument) {
            if (argument == null || argument.isEmpty()) {
                throw new IllegalArgumentException(
                        "the log format directive " + text + " needs a name in braces, such as %{Referer}i");
            }
            return argument;
        }
    }
}
