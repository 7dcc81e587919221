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

    /** Something that has a value. */
    private static final String VALUE = "[(oN]*[snvwzbfght{]";

    private static final char[] QUOTES = {'\'', '"'};

    private static final List<Sign> SHAPES = List.of(
            // union select, whatever stands between
            Sign.of("(^|[^wk])ux?a?[(xC]*a?e[ax]*([nvbgfhsz(o]|w[,(.FCxpc]|C)", 10),
            Sign.of("[wk]ux?a?[(xC]*a?e[ax]*([vbgfhz(]|[ns][,CF)xo(]?[,CF)x(]|w([,.(C]|F[wb(]))", 10),
            // … which people write, too: credit union select
            Sign.of("(^|[nstQ)xC;])ux?[(xC]*e$|u[(xC]*ae", 10),
            Sign.of("ue", 1),
            Sign.of("[nstQ)]u[ako(]*$", 2),
            // select … from, and what makes it more than a sentence
            Sign.of("e[^;]+F", 2),
            Sign.of("e[^;]+F[^w]*[wbshvnft]", 1),
            Sign.of("e[^;F]*[o,(vnbgf][^;F]*F[xk(]*[wbshvn]", 3),
            Sign.of("(^|[(;,Qx])e[akx]*[(nvbgfoz*]", 4),
            Sign.of("[(]x?e[^;]*F", 3),
            Sign.of("Fx?[(]x?e", 5),
            Sign.of("[ghf(]x?[(]x?e", 4),
            // a second statement
            Sign.of(";[x(]*m", 3),
            Sign.of(";[x(]*m[vkIFw]", 1),
            Sign.of(";[x(]*mv", 3),
            Sign.of(";[x(]*e[^,;]", 4),
            // a condition that was added
            Sign.of("lx?" + VALUE + "[^l;]{0,6}c[(oN]*[snvzbfghte({]", 4),
            Sign.of("lx?[(oN]*[snz]c[(oN]*[snzt]", 3),
            Sign.of("lx?[(oN]*nc", 4),
            Sign.of("lx?[(oN]*[fg][(]", 3),
            Sign.of("^[snwQ][)]*l[(N]*[wsnf][(]?.*c.*C", 3),
            Sign.of("l[N(]*wc[st(n]", 2),
            Sign.of("lwc", 1),
            Sign.of("Q[)]*[lo][N(]*[snzt]c", 3),
            // out of a string, and on
            Sign.of("Q[)x]*l[(oNx]*[snzvtf]", 4),
            Sign.of("Q[)x]*l[(oNx]*[wgh]([cpko(N]|C)", 4),
            Sign.of("Q[)x]*ll", 3),
            Sign.of("Q[)x]*l[(N]*c[(]", 5),
            Sign.of("Q[)x]*oF", 5),
            Sign.of("Q[)x]*cC", 1),
            Sign.of("Q[)x]*[o.c]+[(]*[fghe]", 4),
            Sign.of("Q[)x]*[o]+[nsvt][oC]", 4),
            Sign.of("Q[)x]*[coN]{1,2}[wsn]?[(]?[wn]?[)]?C", 4),
            Sign.of("Q[)x;]*C", 4),
            Sign.of("Q[)x]*l[^C;]*C$", 2),
            Sign.of("Q[)x]*;[Cm]?$", 5),
            Sign.of("Q[)x]*;[(]*[mef]", 5),
            Sign.of("Q[)x]*(u[ae(x]|[GHI][kgfnw(])", 4),
            Sign.of("Q[)x]*k[bw]", 2),
            Sign.of("Q[)x]*,[sn(]", 2),
            Sign.of("Q[^C;]*[)s]C$", 1),
            Sign.of("[)]C$", 2),
            Sign.of("^[no]+[)]*[lGH].*C$", 3),
            // a repeated condition without logic
            Sign.of("^[nso]+c[nso]+$", 4),
            Sign.of("[sn]c[sn]", 1),
            // calls
            Sign.of("f[(]", 5),
            Sign.of("^f", 5),
            Sign.of("(^|[oe,(])g[(]", 3),
            Sign.of("^g[(]$", 3),
            Sign.of("^g[(][^)]*[)]$", 1),
            Sign.of("[fg][(][^)]*[fg][(]", 3),
            Sign.of("[oQ]g[(]", 2),
            // grouping, ordering, inserting
            Sign.of("H[(x]*([gfn][(c]|[wv]c[stn(])", 4),
            Sign.of("Gk[nw].*C", 3),
            Sign.of("Gkn([,C]|$)", 3),
            Sign.of("Gk[bg].*H", 4),
            Sign.of("V[(][snz]", 5),
            Sign.of("mI", 3),
            Sign.of("Fw?[.]?[bw]?W[w(].*c", 2),
            Sign.of("Ik?[st]", 3),
            Sign.of("ck?[(]x?e", 5),
            Sign.of("c[(][on]*n[,)]", 3),
            Sign.of("k[wnbvfg(].*k[wnsz(].*k[wnsz(]", 1),
            Sign.of("Fb", 3),
            Sign.of("[)]k[wbs]F", 5),
            // casts and comments
            Sign.of("[)swvb]p[wgk]", 5),
            Sign.of("x", 3),
            Sign.of("[^;]x[emuFlI(]", 3),
            Sign.of("[nswb]x[wnsb]", 1),
            Sign.of("v[c=]|vo|v,", 2),
            Sign.of("^cw?[(z]", 3),
            Sign.of("^l[(]", 3),
            Sign.of("c[z]", 2),
            Sign.of("^cz$", 2),
            Sign.of("^l[(]?([zs]c|wc([^kluwWGV]|$))", 4),
            Sign.of("l[(]$", 5),
            Sign.of("Qlw?N", 1),
            Sign.of("Q[?]C", 5),
            Sign.of("o[(]n,", 5),
            Sign.of("^s?[st]c[stn]", 1),
            Sign.of("^l[s][?o]", 5),
            Sign.of("l[nsz]?C", 4),
            Sign.of("^ow?[cs][st]", 5),
            Sign.of("^[)]c[(]", 5),
            Sign.of("^[st]c[stn]", 4),
            Sign.of("mkb", 3),
            Sign.of("H.*c[n(]", 1),
            Sign.of("H[(]?nc", 1),
            Sign.of("g[(][^)]*,[^)]*[)]", 2),
            Sign.of("Fb[.]b", 2),
            Sign.of("(^|[,(])[ns]c[ns]$", 4),
            Sign.of("^[lc;]([^w]|$)", 1));

    private static final List<Sign> TEXTS = List.of(
            Sign.of(
                    "information_schema|sysobjects|syscolumns|sysdatabases|pg_catalog|pg_user|pg_shadow|msysaccessobjects|sqlite_master|sqlite_schema",
                    6),
            Sign.of(
                    "mysql\\.(user|db|host)\\b|sys\\.(tables|objects|databases|user)|master\\.dbo|master\\.\\.|\\bmsdb\\b|all_tables|user_tables|northwind|v\\$version",
                    5),
            Sign.of(
                    "xp_(cmdshell|dirtree|reg|fileexist|availablemedia|enumdsn|loginconfig|ntsec|terminate)\\w*|sp_(password|oacreate|executesql|addextendedproc|makewebtask|configure|addlogin)",
                    7),
            Sign.of("@@(version|servername|hostname|datadir|basedir|language|spid|global|session)", 6),
            Sign.of("into\\s+(out|dump)file", 7),
            Sign.of("waitfor\\s*(/\\*.*?\\*/)?\\s*(delay|time)", 7),
            Sign.of("procedure\\s+analyse", 7),
            Sign.of(
                    "utl_http|utl_inaddr|dbms_(ldap|pipe|lock|xmlgen|java)|'msdasql'|\\bvarchar\\b|openrowset|opendatasource",
                    5),
            Sign.of(
                    "(insert|replace)\\s+into\\s+\\S+\\s*(\\(|values|select)|delete\\s+from\\s+\\w+|drop\\s+(table|database|schema|view|column)|truncate\\s+table|alter\\s+(table|database|user)\\s|create\\s+(table|user|function|database|login)\\s+\\w",
                    4),
            Sign.of("update\\s+\\S+\\s+set\\s+\\S+\\s*=", 5),
            Sign.of(
                    "(exec|execute)\\s+(immediate|master|sp_|xp_)|exec(ute)?(\\(|\\s*\\(\\s*[@'\"])|declare\\s*(/\\*.*?\\*/)?\\s*@",
                    6),
            Sign.of("(^|[;>(])\\s*set\\s+@\\w*(_|\\s*:?=)", 5),
            Sign.of("load\\s+data\\s+infile|load_file", 6),
            Sign.of("case\\s+when\\s+.+\\s+then", 6),
            Sign.of("if\\s*\\(\\s*[^,()]*(=|>|<)", 5),
            Sign.of("if\\s+(not\\s+)?exists\\s*\\(", 5),
            Sign.of("0x[0-9a-f]{4,}", 2),
            Sign.of("cha?r\\s*\\(\\s*\\d+\\s*[,)]", 4),
            Sign.of("/\\*!", 5),
            Sign.of("\\w/\\*.*?\\*/\\w", 3),
            Sign.of("\\d\\.e\\(", 6),
            Sign.of("\\{\\s*(if|f|x|d)\\s+[\\w(]", 3),
            Sign.of("\\[\\$(ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|not|all|size|mod|elemmatch)\\]", 6),
            Sign.of("\"\\$(ne|eq|gte?|lte?|n?in|regex|where|exists|or|not)\"\\s*:", 6),
            Sign.of("\\bcollate\\s*`?\\w+`?\\s*--", 5),
            Sign.of("[\"']\\s*\\|\\|\\s*([\"'(\\w])", 4),
            Sign.of("(^|\\W)(rlike|regexp|sounds\\s+like)(\\W|$)", 3),
            Sign.of("^\\s*(rlike|regexp|\\|\\||&&|<<|>>)\\s*$", 5),
            Sign.of("not\\s+(between|in\\s*\\(|like|similar\\s+to)\\s*['\"(\\w]*", 2),
            Sign.of("(?s);?\\s*%?\\x00|--[\\s-]*$|\\w['\"]\\s*#\\s*$", 1),
            Sign.of("'\\s*(or|and)\\s+\\w+\\s*(=|<|>|\\(|like|is|not|in|between)", 3),
            Sign.of("^\\s*(" + String.join("|", SqlWords.functions()) + "|password)\\W{0,8}\\(\\s*$", 5),
            Sign.of("\\b(schema|db)_name\\b", 5),
            Sign.of("--\\s*(alter|drop|insert|update|delete|create|select|union)\\b", 5),
            Sign.of("^[\"'`]\\s*(union|alter|insert|select|delete|update|drop)[\\s/(][^\"'`]*$", 5),
            Sign.of("\\bas[\"'`]\\s*from\\b", 5),
            Sign.of("^[\"'`]+\\s*\\*\\s", 5),
            Sign.of("[\"'`]\\s*\\d+\\s+(or|and|xor)\\s+\\d", 5),
            Sign.of("^[\"'`][:;}\\]>]", 5),
            Sign.of("^[\"'`](\\s*[\"'`])?(\\s*,\\s*['\"]\\s*['\"])*\\s*,\\s*\\d", 5),
            Sign.of("[\\w\\\\][\"'`]+(or|and|xor)[\"'`?(0-9]", 5),
            Sign.of("^['\"`]{2,}\\s*(or|and|xor)\\b", 5),
            Sign.of("^['\"`]\\d+[:/=][^'\"`]*$|^['\"`]\\d+['\"`]=", 5),
            Sign.of("(^|=)[!@#$%^&*()=-]{6,}$", 5),
            Sign.of("^\\s*(or|xor)\\s+\\d+\\s*[<>=]?\\s*$", 5),
            // a stored procedure's call, which is all of a second statement
            Sign.of("^execute\\s+[a-z]\\w*$", 5),
            Sign.of("^\\d+x?or\\d+(\\W|$)", 5),
            Sign.of("^;\\s*(as\\b|update|delete|insert|drop|alter|create|select)", 5),
            Sign.of("(right|left|concat|md5|hex|user|count|mid|char)\\s*\\(\\s*\\(?\\s*select", 5));

    private static final Pattern OPERATOR = Pattern.compile(
            "\\$(ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|not|nor|all|size|mod|expr|function|elemmatch)");

    private static final int OPERATOR_WEIGHT = 6;

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
        "case when"
    };

    private SqlInjection() {}

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
        return digit && (text.contains("or ") || text.contains("and ") || text.contains("or"))
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

    /** Whether all of it is one string: so people search for a phrase. */
    private static boolean isQuoted(String text, char quote) {
        return quote == '"'
                && text.length() > 1
                && text.charAt(0) == quote
                && text.indexOf(quote, 1) == text.length() - 1;
    }

    /** @param text decoded, in lower case */
    static int score(String text) {
        if (!mayBe(text)) {
            return 0;
        }
        int shapes = Sign.sum(SHAPES, SqlShape.of(text));
        for (char quote : QUOTES) {
            String inside = isQuoted(text, quote) ? null : SqlShape.inside(text, quote);
            if (inside != null) {
                shapes = Math.max(shapes, Sign.sum(SHAPES, inside));
            }
        }
        return shapes + Sign.sum(TEXTS, text);
    }
}
