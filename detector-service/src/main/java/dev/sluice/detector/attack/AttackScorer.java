// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import dev.sluice.detector.match.LiteralMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scores what a client sent in path and query. Each name and each value of the query is looked at by itself, decoded, and the query as a whole, too,
 * since an attack may hold an ampersand. Thread-safe.
 */
public final class AttackScorer {

    /** Characters of a part that are looked at: more than any attack needs, and a bound on what a sender can make us work. */
    private static final int MAX_LENGTH = 4_096;

    /** Parts of a query that are looked at by themselves. */
    private static final int MAX_PARTS = 64;

    /** What is telling although it is made of plain characters. */
    private static final String[] TELLING = {
        "..",
        "--",
        "::",
        "schema",
        "etc/",
        "/bin/",
        "bin/",
        "/sys/",
        "/proc/",
        "/var/",
        "passwd",
        ".ini",
        "xp_",
        "sp_",
        "utl_",
        "varchar",
        "northwind",
        "msdb",
        "msys",
        "mysql.",
        "pg_",
        "://",
        "web-inf",
        ".env",
        ".git",
        "config.php",
        "httpd.conf",
        ".sql",
        "system32",
        "rlike",
        "regexp",
        "onload=",
        "file:",
        "javascript:",
        "window.",
        "document.",
        "wp-config",
        ".ssh",
        ".aws",
        ".docker",
        "shutdown",
        "visudo",
        "cmd.exe",
        "isnull",
        "notnull",
        "tempdb",
        "sqlite_",
        "@@",
        ".e.",
        "214748364",
        "429496729",
        "0000012345",
        "0000023456",
        "e-308",
        "1e309",
        "/?",
        "?/"
    };

    /** What a harmless word has none of. */
    private static final LiteralMatcher PART = notOf("_-.,:/@%?");

    private static final LiteralMatcher QUERY = notOf("_-.,:/@%?=&");

    /** The same of a query that is no other when it is decoded. */
    private static final LiteralMatcher UNENCODED_QUERY = notOf("_-.,:/@?=&");

    /** Scores a request's query string, and its path where that is more than a path. */
    public AttackScores score(String path, String query) {
        AttackScores scores = new AttackScores();
        if (path != null && !path.isEmpty()) {
            String decoded = decode(path);
            if (QUERY.isAnyIn(decoded)) {
                scores.raise(AttackClass.PATH_TRAVERSAL, PathTraversal.score(decoded));
                scores.raise(AttackClass.CROSS_SITE_SCRIPTING, ScriptInjection.score(decoded));
                scores.raise(AttackClass.SQL_INJECTION, SqlInjection.score(decoded));
            }
        }
        if (query != null && !query.isEmpty()) {
            query(query, scores);
        }
        return scores;
    }

    /** Scores one text that is not a query: a form's value, a header. */
    public AttackScores score(String text) {
        AttackScores scores = new AttackScores();
        part(text, scores);
        return scores;
    }

    private static void query(String query, AttackScores scores) {
        if (isPlain(query)) {
            return;
        }
        String whole = decode(query);
        boolean json = false;
        boolean parameters = true;
        int from = 0;
        for (int parts = 0; parts < MAX_PARTS && from <= query.length(); parts++) {
            int end = query.indexOf('&', from);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', from);
            parameters &= isName(query, from, equals, end);
            if (equals >= from && equals < end) {
                json |= part(query.substring(from, equals), scores);
                json |= part(query.substring(equals + 1, end), scores);
            } else if (from > 0 || end < query.length()) {
                json |= part(query.substring(from, end), scores);
            }
            from = end + 1;
        }
        if (!json && !parameters && QUERY.isAnyIn(whole)) {
            // An attack may hold an ampersand or an equals sign of its own. Around JSON it would be JSON's signs that
            // are seen.
            json = all(whole, scores);
        }
        int equals = whole.indexOf('=');
        if (equals > 0 && query.indexOf('=') < 0) {
            // The sign itself was encoded.
            all(whole.substring(equals + 1), scores);
        }
    }

    /** Whether a query is nothing but parameters whose values are harmless words, as most are: seen without decoding it. */
    private static boolean isPlain(String query) {
        boolean equals = false;
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c >= 0x80 || c == '=' && equals) {
                return false;
            }
            equals = c != '&' && (equals || c == '=');
        }
        return !UNENCODED_QUERY.isAnyIn(query);
    }

    /** Whether a part of a query begins with what a parameter may be called. */
    private static boolean isName(String query, int from, int equals, int end) {
        if (equals <= from || equals >= end) {
            return false;
        }
        for (int i = from; i < equals; i++) {
            char c = query.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-.[]%:".indexOf(c) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether it was JSON. */
    private static boolean part(String raw, AttackScores scores) {
        String text = decode(raw);
        return PART.isAnyIn(text) && all(text, scores);
    }

    private static boolean all(String text, AttackScores scores) {
        List<String> json = JsonStrings.of(text);
        if (json == null) {
            one(text, scores);
            return false;
        }
        scores.raise(AttackClass.SQL_INJECTION, SqlInjection.operators(json));
        for (String inner : json) {
            if (PART.isAnyIn(inner)) {
                one(inner, scores);
            }
        }
        return true;
    }

    private static void one(String text, AttackScores scores) {
        scores.raise(AttackClass.SQL_INJECTION, SqlInjection.score(text));
        scores.raise(AttackClass.CROSS_SITE_SCRIPTING, ScriptInjection.score(text));
        scores.raise(AttackClass.PATH_TRAVERSAL, PathTraversal.score(text));
        scores.raise(AttackClass.COMMAND_INJECTION, CommandInjection.score(text));
    }

    /** Decoded, in lower case, with typographic quotes as plain ones: MySQL compares them as equal in some collations, and attackers try. */
    private static String decode(String raw) {
        String text = raw.length() <= MAX_LENGTH ? raw : raw.substring(0, MAX_LENGTH);
        return blanks(QueryDecoder.decode(text))
                .toLowerCase(Locale.ROOT)
                .replace('\u2018', '\'')
                .replace('\u2019', '\'')
                .replace('\u00b4', '\'');
    }

    /** A text whose words are joined by plus signs has been a form's value twice. */
    private static String blanks(String text) {
        int first = text.indexOf('+');
        return first > 0 && text.indexOf('+', first + 2) > 0 && text.indexOf(' ') < 0 ? text.replace('+', ' ') : text;
    }

    /** What is telling, and each character that is neither a letter, a digit, beyond ASCII, nor one of {@code others}. */
    private static LiteralMatcher notOf(String others) {
        List<String> literals = new ArrayList<>(List.of(TELLING));
        for (char c = 0; c < 0x80; c++) {
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && others.indexOf(c) < 0) {
                literals.add(Character.toString(c));
            }
        }
        return new LiteralMatcher(literals);
    }
}
