// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;

/** Queries as people and programs send them, much of it as near to SQL, markup and commands as honest texts come. */
final class OrdinaryQueries {

    private static final String[] WORDS = {
        "select",
        "union",
        "order",
        "where",
        "from",
        "having",
        "group",
        "update",
        "drop",
        "table",
        "and",
        "or",
        "not",
        "like",
        "in",
        "between",
        "blue",
        "shoes",
        "hotel",
        "cheap",
        "flights",
        "case",
        "when",
        "then",
        "exec",
        "set",
        "values",
        "count",
        "sum",
        "left",
        "right",
        "night",
        "before",
        "the",
        "of",
        "a",
        "for",
        "with",
        "to",
        "is",
        "insert",
        "delete",
        "create",
        "alter",
        "all",
        "distinct",
        "by",
        "limit",
        "into",
        "true",
        "join",
        "on",
        "cat",
        "head",
        "more",
        "less",
        "echo",
        "find",
        "sort",
        "who",
        "make",
        "time",
        "sleep",
        "kill",
        "top",
        "ping",
        "script",
        "alert",
        "window",
        "document",
        "image",
        "style",
        "function",
        "credit union",
        "student union",
        "select committee",
        "quarter"
    };

    private static final String[] THINGS = {
        "O'Brien",
        "rock 'n' roll",
        "12\" vinyl",
        "women's",
        "5' 11\"",
        "C++",
        "50%",
        "a&b",
        "R&D",
        "24/7",
        "iPhone 15",
        "e-mail",
        "1990",
        "2026-11-28",
        "no. 7",
        "(used)",
        "size: M",
        "wi-fi",
        "4x4",
        "#1",
        "@home",
        "don't",
        "children's",
        "D'Angelo",
        "l'été",
        "C#",
        ".NET",
        "AT&T",
        "3/4\"",
        "1+1",
        "$20-$50",
        "<3",
        ":-)",
        "10%",
        "A4",
        "i/o",
        "tcp/ip",
        "and/or",
        "his/hers",
        "(2024)",
        "[new]",
        "x-ray",
        "S.A.",
        "50's"
    };

    private static final String[] SENTENCES = {
        "I can't select a seat; what's wrong?",
        "Union of South Africa - history & facts",
        "Who won the '98 World Cup?",
        "drop off location, from 5 to 9 pm",
        "\"to be or not to be\" - Shakespeare",
        "Select your union, then order by phone",
        "what is the union of {1,2} and {3,4}",
        "Where can I find \"O'Reilly\" books?",
        "She said \"I'm fine\" and left (at 10:30).",
        "it's 5 o'clock somewhere - or is it?",
        "rock 'n' roll, jazz & blues; 1950-1970",
        "update from the team: all is well!",
        "Let's meet at Joe's -- 7pm",
        "best laptops of 2024 -- under $1000",
        "Having 2 or 3 kids, is it hard?",
        "is 5 = five?",
        "x or y, that is the question",
        "group by age, order by name",
        "select all that apply",
        "Delete account / insert coin",
        "the union, the select few, and the rest",
        "a AND b OR c",
        "cats OR dogs NOT birds",
        "\"exact phrase\" OR \"other phrase\"",
        "title:\"war and peace\" AND author:tolstoy",
        "price:[10 TO 50] AND -sold",
        "-site:example.com \"privacy policy\"",
        "Wie geht's? Ich hab' kein' Zeit.",
        "Die \"Union von Europa\" und ihre Länder",
        "oder nicht? 5 und 6",
        "l'union européenne d'aujourd'hui",
        "qu'est-ce que c'est?",
        "où est l'hôtel \"Le Select\"?",
        "L'amour ou l'argent; c'est 50/50",
        "dell'Unione dall'inizio all'anno 1990",
        "¿Qué es la unión europea?",
        "100% de descuento y más",
        "Москва и Санкт-Петербург",
        "что такое \"союз\" и где он?",
        "東京 OR 大阪 ホテル",
        "你好，世界（1990年）",
        "주문 목록 'select'",
        "مرحبا بالعالم؛ 'اختيار'",
        "שלום עולם 5' ו-6\"",
        "d'Artagnan & the 3 Musketeers",
        "McDonald's #1 (I'm lovin' it)",
        "50' x 100' lot",
        "6'2\" or taller",
        "2 for 1 - today only!",
        "buy 1, get 1 free; T&C's apply",
        "if (it's raining) then stay home",
        "the case when all else fails",
        "There is a likelihood (about 5%) of rain",
        "It is unlikely (or so they say)",
        "left (at the corner), right (by the shop)",
        "one quarter (25%) of users",
        "I like you!",
        "booked for 2024 (including 2023)",
        "and 7 oranges",
        "Smith, John (Dr.) -- MD",
        "Q&A: what's new?",
        "AC/DC - Back in Black",
        "Ocean's 11, 12 & 13",
        "Guns N' Roses",
        "Sgt. Pepper's",
        "4 AND 20 blackbirds",
        "24\" monitor; 144 Hz",
        "27\" or 32\" screen",
        "13\" macbook pro case",
        "100m - 200m",
        "C'est la vie -- live",
        "'tis the season",
        "the '60s and '70s",
        "1950's or 1960's style",
        "who let the dogs out; who, who?",
        "more & less | the same",
        "cat food; dog food",
        "top 10 movies | 2024",
        "find my phone & lock it",
        "sort & filter",
        "time is money; money is time",
        "kill bill vol. 1 | vol. 2",
        "head & shoulders",
        "make or break",
        "man & woman | boy & girl",
        "echo & the bunnymen",
        "history of the world: part 1",
        "tell me more",
        "host a party; free ideas",
        "date night ideas"
    };

    private static final String[] MATH = {
        "2+2=4", "1+1", "5>3", "x=5", "a=b", "y=2x+1", "x^2+y^2=z^2", "sqrt(16)", "sin(x)/x", "(1+2)*3", "10/2",
                "3 < 5", "n!", "f(x)=x^2", "|x|", "100*1.19", "E=mc^2", "1/2+1/3",
        "-5", "1e10", "3.14", "50%", "log(100)", "max(1,2)", "round(2.5)", "x>=0", "0.1+0.2", "10 mod 3", "2**8",
                "[0,1)", "a!=b", "x<y", "5-3=2", "12x12", "1:2", "1,000.50"
    };

    private static final String[] CODE = {
        "std::vector<int>",
        "String.format(\"%d\", x)",
        "for (int i = 0; i < n; i++)",
        "array.map(x => x * 2)",
        "print('hello')",
        "if (a == b) return",
        "<div class=\"x\">",
        "np.array([1,2,3])",
        "git commit -m",
        "#include <stdio.h>",
        "Foo::Bar",
        "List<String>",
        "a && b",
        "a || b",
        "i++",
        "const x = 5;",
        "border: 1px solid #ccc;",
        "x -> x + 1",
        "import React from 'react'",
        "def f(x):",
        "len(list)",
        "Math.max(a, b)",
        "TypeError: x is not a function",
        "NullPointerException",
        "ORA-00942",
        "select dropdown css",
        "c++ vector",
        "<b>bold</b>",
        "&nbsp;",
        "regex ^a.*$",
        "http 404",
        "hello_world()",
        "user.name",
        "$variable",
        "@media (max-width: 600px)",
        "key: value",
        "$(document).ready"
    };

    private static final String[] URLS = {
        "https://example.com/", "https://shop.example.com/item?id=5&ref=home", "/login?next=/account",
                "http://example.org/a/b.html#c", "https://example.com/?q=union+select", "//cdn.example.com/x.js",
        "https://www.example.co.uk/o'brien", "mailto:a@example.com", "/products/../about", "android-app://com.example",
                "https://example.com/a;b=c", "https://accounts.example.com/o/oauth2?scope=email%20profile"
    };

    private static final String[] FILTERS = {
        "price>100",
        "status eq 'open'",
        "name eq 'O''Brien' and age gt 5",
        "a:1;b:2",
        "id,name,-date",
        "color:red|blue",
        "size[]=1",
        "(brand:x OR brand:y)",
        "created_at>=2024-01-01",
        "*",
        "%",
        "a,b,c",
        "name asc",
        "date desc",
        "10..20",
        "tag:(a b)",
        "{!q.op=AND}title",
        "is:open is:issue",
        "\"\"",
        "''",
        "--",
        "...",
        "?",
        "null",
        "undefined",
        "true",
        "N/A",
        "-",
        "_",
        "0",
        "name:*smith*"
    };

    private final Random random;

    OrdinaryQueries(long seed) {
        random = new Random(seed);
    }

    /** One query; most have two to four parameters. */
    String next() {
        String value = value();
        return switch (random.nextInt(5)) {
            case 0 -> "page=" + random.nextInt(99) + "&sort=price_asc&q=" + encode(value);
            case 1 ->
                "q=" + encode(value) + "&utm_source=news&utm_campaign="
                        + one(WORDS).replace(' ', '-');
            case 2 ->
                "filter="
                        + encode("{\"name\":\"" + value.replace("\\", "").replace("\"", "\\\"") + "\",\"max\":"
                                + random.nextInt(999) + ",\"in\":[1,2]}");
            case 3 ->
                "lang=de&q=" + encode(value).replace("+", "%20") + "&ts="
                        + random.nextLong(1_700_000_000_000L, 1_800_000_000_000L);
            default -> "q=" + encode(value);
        };
    }

    private String value() {
        int kind = random.nextInt(100);
        if (kind < 50) {
            return phrase();
        }
        if (kind < 68) {
            return one(SENTENCES);
        }
        if (kind < 72) {
            return one(SENTENCES) + ' ' + phrase();
        }
        if (kind < 75) {
            return one(MATH);
        }
        if (kind < 78) {
            return one(CODE);
        }
        if (kind < 82) {
            return one(URLS);
        }
        if (kind < 85) {
            return one(FILTERS);
        }
        if (kind < 90) {
            byte[] bytes = new byte[8 + random.nextInt(60)];
            random.nextBytes(bytes);
            return (random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder()).encodeToString(bytes);
        }
        if (kind < 93) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        if (kind < 96) {
            return random.nextInt(100_000)
                    + one(new String[] {
                        "",
                        ".5",
                        "-" + random.nextInt(99),
                        "," + random.nextInt(99),
                        "px",
                        "%",
                        " EUR",
                        "/" + random.nextInt(9)
                    });
        }
        return one(THINGS);
    }

    private String phrase() {
        StringBuilder text = new StringBuilder();
        for (int word = 1 + random.nextInt(6); word > 0; word--) {
            text.append(text.isEmpty() ? "" : " ").append(random.nextInt(4) == 0 ? one(THINGS) : one(WORDS));
        }
        return random.nextInt(12) == 0 ? '"' + text.toString().replace("\"", "") + '"' : text.toString();
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
