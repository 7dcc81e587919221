// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How much a text looks like an injection into SQL: the sum of the weights of what is found in its {@link SqlShape shape} and in the text itself, for
 * the reading (plain, inside quotes, inside double quotes) that gives the most. One strong sign or several weak ones reach
 * {@link AttackScores#THRESHOLD}.
 */
final class SqlInjection {

    private static final char[] QUOTES = {'\'', '"'};

    private static final Pattern OPERATOR = Pattern.compile(
            "\\$(ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|not|nor|all|size|mod|expr|function|elemmatch)");

    private static final int OPERATOR_WEIGHT = 6;

    private static final Pattern PHRASE = Pattern.compile("([^\"]*[\\s=(:])?\"[\\p{L}\\p{N}][^\"]*\"[^\"]*|\"[^\"]*\"");

    private static final Pattern PROSE = Pattern.compile("[^'\"]*\\p{L}{2,}[\\s,]+[^'\"]*\\p{L}{2,}");

    /** What signs behind words must have beyond others. */
    private static final int OF_PROSE = 4;

    /** Words without which a text of words, digits and blanks is no SQL. */
    private static final String[] WORDS = {
        "select",
        "union",
        "having",
        "regexp",
        "rlike",
        "execute",
        "xor ",
        "schema",
        "xp_",
        "sp_",
        "utl_",
        "varchar",
        " null",
        "case when",
        "isnull",
        "notnull",
        " not like ",
        " is not ",
        "sounds like",
        "tempdb",
        "sqlite_",
        "pg_sleep",
        "character set",
        "create ",
        "truncate ",
        "order by",
        "group by"
    };

    private SqlInjection() {}

    /** Whether it is a number of those that have ten digits. */
    private static boolean isWhole(String text) {
        return text.length() >= 9
                && text.length() <= 11
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
    }

    /** Whether it is worth to look: most texts are words, and hundreds of signs are a long way to say so. */
    private static boolean mayBe(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digit |= c >= '0' && c <= '9';
            if ("'\"`();=<>#|&*@\\$[{^%".indexOf(c) >= 0 || c == '-' && i > 0 && text.charAt(i - 1) == '-') {
                return true;
            }
        }
        for (String word : WORDS) {
            if (text.contains(word)) {
                return true;
            }
        }
        if (text.contains(".e.") || text.endsWith("e-308") || text.equals("1e309") || digit && isWhole(text)) {
            return true;
        }
        return digit
                        && (text.contains("or ")
                                || text.contains(" like ")
                                || text.contains("and ")
                                || text.contains("or"))
                || text.contains("::")
                || text.contains("msys")
                || text.contains("msdb")
                || text.contains("mysql.")
                || text.contains("northwind")
                || text.contains("pg_");
    }

    /** @param texts names and strings of a JSON text: a name that is an operator of MongoDB's is an injection into its queries */
    static int operators(List<String> texts) {
        return texts.stream().anyMatch(text -> OPERATOR.matcher(text).matches()) ? OPERATOR_WEIGHT : 0;
    }

    /** Whether its only two quotes stand around words: so people search for a phrase. */
    private static boolean isQuoted(String text, char quote) {
        return quote == '"' && PHRASE.matcher(text).matches();
    }

    /** Whether words stand before the quote: it is an apostrophe or an inch mark then, where an attack breaks out of one value. */
    private static boolean isProse(String text, char quote) {
        return PROSE.matcher(text).region(0, text.indexOf(quote)).lookingAt();
    }

    /** @param text decoded, in lower case */
    static int score(String text) {
        if (!mayBe(text)) {
            return 0;
        }
        int shapes = Sign.sum(SqlSigns.SHAPES, SqlShape.of(text));
        for (char quote : QUOTES) {
            String inside = isQuoted(text, quote) ? null : SqlShape.inside(text, quote);
            if (inside != null) {
                int sum = Sign.sum(SqlSigns.SHAPES, inside);
                shapes = Math.max(shapes, isProse(text, quote) ? sum - OF_PROSE : sum);
            }
        }
        return shapes + Sign.sum(SqlSigns.TEXTS, text);
    }
}
