// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Sigma rules of the forms that public ones for web servers have, as many as wanted; and access lines of which one in a hundred is a hit. */
final class DetectorRules {

    /** Rules that are there at any number of rules, and find something. */
    private static final int HITTING = 10;

    private static final int ONE_HIT_IN = 100;

    /** One line in so many is a search for some words, as people type them. */
    private static final int ONE_SEARCH_IN = 20;

    /** What a search's target begins with. */
    static final String SEARCH = "/search?q=";

    private static final String[] FIELDS = {"cs-uri-query", "cs-uri-stem", "cs-user-agent", "cs-referer"};
    private static final String[] SEARCHES = {
        "red+running+shoes", "rock+%26+roll", "caf%C3%A9+near+me", "10%22+pizza", "o%27neill+jacket"
    };

    private DetectorRules() {}

    /** Writes so many rules into {@code folder}, the same ones in each run. */
    static void write(Path folder, int count) {
        Random random = new Random(count);
        try {
            Files.createDirectories(folder);
            for (int rule = 0; rule < count; rule++) {
                Files.writeString(folder.resolve("rule-" + rule + ".yml"), rule(rule, random));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rule(int number, Random random) {
        String selection = number < HITTING
                ? "cs-uri-stem|endswith: /probe-%d.php".formatted(number)
                : "%s|contains:\n%s".formatted(FIELDS[random.nextInt(FIELDS.length)], words(random));
        return """
                title: Rule %d
                id: %s
                status: test
                description: Made for a benchmark
                author: Sluice
                logsource:
                    category: webserver
                detection:
                    selection:
                        %s
                    condition: selection
                level: medium
                """.formatted(number, UUID.nameUUIDFromBytes(("rule-" + number).getBytes()), selection);
    }

    private static String words(Random random) {
        StringBuilder words = new StringBuilder();
        for (int word = 1 + random.nextInt(5); word > 0; word--) {
            words.append("            - '/");
            for (int letter = 4 + random.nextInt(12); letter > 0; letter--) {
                words.append((char) ('a' + random.nextInt(26)));
            }
            words.append(word > 1 ? "'\n" : "'");
        }
        return words.toString();
    }

    /** Ordinary lines without errors, but for those that are hits. */
    static List<String> lines(List<String> lines) {
        List<String> traffic = new ArrayList<>(lines.size());
        for (int line = 0; line < lines.size(); line++) {
            String ordinary = lines.get(line).replaceFirst("\" (404|500) ", "\" 200 ");
            if (line % ONE_HIT_IN == 0) {
                traffic.add(withTarget(ordinary, "/probe-" + line / ONE_HIT_IN % HITTING + ".php"));
            } else if (line % ONE_SEARCH_IN == 1) {
                traffic.add(withTarget(ordinary, SEARCH + SEARCHES[line / ONE_SEARCH_IN % SEARCHES.length]));
            } else {
                traffic.add(ordinary);
            }
        }
        return traffic;
    }

    private static String withTarget(String line, String target) {
        int from = line.indexOf("\"GET ") + "\"GET ".length();
        return line.substring(0, from) + target + line.substring(line.indexOf(" HTTP/1.1\"", from));
    }
}
