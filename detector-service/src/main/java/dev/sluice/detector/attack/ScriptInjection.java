// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;

/** How much a text looks like a script, or markup that runs one, to be shown in somebody's browser. */
final class ScriptInjection {

    private static final List<Sign> SIGNS = List.of(
            Sign.of("<[\\s/+]*(\\w+\\s*:\\s*)?s\\s*c\\s*r\\s*i\\s*p\\s*t", 7),
            Sign.of("</\\s*script", 5),
            Sign.of("<[^>]{0,200}\\bon[a-z]{3,40}\\s*=", 7),
            Sign.of(
                    "(^|[\\s\"'/<`]{1,3})on(error|load|click|mouse\\w+|focus\\w*|blur|key\\w+|toggle|zoom|end|begin|start|animation\\w+|transition\\w+|pointer\\w+|submit|change|input|message|hash\\w+|page\\w+|webkit\\w+|before\\w+|ready\\w+|drag\\w+|wheel|copy|cut|paste|abort|resize|scroll|select|show|unload|[a-z]{12,})\\s*=",
                    5),
            Sign.of("formaction\\s*=", 5),
            Sign.of("(java|vb|live)(&tab;)?\\s*script\\s*:|jav&tab;ascript|ja\\s+vascript\\s*:", 6),
            Sign.of("src\\s*=\\s*[\"']?\\s*data\\s*:|\\bdata\\s*:\\s*[^,]{0,60},\\s*(<|%3c|\\w+\\()|data:text/html", 5),
            Sign.of(
                    "<\\s*(iframe|frame|object|applet|embed|svg|math|base|link|meta|style|isindex|marquee|noscript|template|xss|vmlframe|v:\\w+|body|details|video|audio|img|image|input|form|textarea|keygen|bgsound|layer|ilayer|dialog|x:\\w+)[\\s/>#\"'(:&-]",
                    4),
            Sign.of("<\\s*f\\s*o\\s*r\\s*m|<\\s*d\\s*i\\s*a\\s*l\\s*o\\s*g|<\\s*i\\s*f\\s*r\\s*a\\s*m\\s*e", 5),
            Sign.of("<\\s*(meta|link|base|object|applet|embed|noscript|iframe|style|v:\\w+|input)\\b.*?(=|>|#)", 3),
            Sign.of("<\\w+[^>]{0,300}(xmlns|xsi:schemalocation|pattern|srcdoc|http-equiv|xlink:href)(:\\w+)?\\s*=", 5),
            Sign.of("<!(doctype|entity|--#|\\[cdata)", 5),
            Sign.of(
                    "document\\s*(\\)|/\\*.*?\\*/)?\\s*[.\\[]\\s*(/\\*.*?\\*/)?\\s*[\"']?(cookie|domain|write|body|location|queryselector|getelement|createelement|url|documentelement)",
                    6),
            Sign.of(
                    "(window|self|top|parent|globalthis|frames|this)\\s*[.\\[]\\s*[\"']?(location|document|alert|name|open|eval|onerror|cookie|atob)",
                    6),
            Sign.of(
                    "(^|\\W)(alert|prompt|confirm|eval|atob|settimeout|setinterval|function|fetch|importscripts|string\\.fromcharcode|expression)(\\(|`)|(^|\\W)(eval|atob|settimeout|setinterval|importscripts)\\s*(\\(|`)",
                    4),
            Sign.of(
                    "(^|\\W)(alert|atob|eval|prompt|confirm)\\(\\s*(\\)|\\d|[\"'`]|document|this)|new\\s+function\\s*\\(|\\bimport\\s*\\(\\s*[\"'/]",
                    3),
            Sign.of("(url\\s*\\(\\s*[\"']?\\s*javascript|-moz-binding|behavior\\s*:\\s*url|@im\\\\?port|jaasc)", 6),
            Sign.of("\\.(innerhtml|outerhtml|insertadjacenthtml|srcdoc)\\b|\\.textcontent\\s*=", 5),
            Sign.of("\\[\\]\\s*\\[\\s*\\(?!|!\\[\\]\\s*\\+|\\(!\\[\\]\\+\\[\\]\\)", 7),
            Sign.of(
                    "\\.call`|\\.apply\\.call|\\.sort\\.call|constructor\\s*\\[|constructor\\.constructor|reflect\\.apply",
                    6),
            Sign.of("\\+adw-|\\\\x3cscript|\\\\u003cscript|\\xbcscript\\xbe|\\\\xbcscript|¼script", 6),
            Sign.of("-->|<!--", 3),
            Sign.of("(^|=)\\s*--+>\\s*(=|$)|[\"']\\s*--\\s*>", 3),
            Sign.of("language\\s*=\\s*[\"']?\\s*(j|java|vb)script", 4),
            Sign.of("[\"'][^\"'<>]{0,10}>\\s*<", 3),
            Sign.of("<[^>]{0,200}(href|src|action|background|data)\\s*=\\s*[\"']?\\s*(java|vb|data|//)", 4));

    private ScriptInjection() {}

    /** @param text decoded, in lower case */
    static int score(String text) {
        return mayBe(text) ? Sign.sum(SIGNS, text) : 0;
    }

    private static boolean mayBe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("<>=(:`[.+".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
