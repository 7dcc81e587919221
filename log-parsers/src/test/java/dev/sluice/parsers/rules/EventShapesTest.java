// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fields are where a search that knows nothing of other events finds them, whatever was seen before. */
class EventShapesTest {

    private static final List<String> WANTED = List.of("a", "b.c", "b.d.e", "f.g", "x", "b.k", "n");
    private static final String[] NAMES = {
        "a", "b", "c", "d", "e", "f", "g", "k", "n", "x", "b.c", "d.e", "y\\\"z", "long-name-of-a-member"
    };
    private static final String[] VALUES = {
        "\"\"",
        "\"text\"",
        "\"}},\\\"a\\\":\"",
        "\"\\\\\"",
        "1",
        "-2.5e7",
        "true",
        "null",
        "[]",
        "[1,\"b\",{\"a\":1}]",
        "{}"
    };

    private final Random random = new Random(7);

    @Test
    void findsWhatAnIndexFindsThatHasSeenNothing() {
        FieldIndex seasoned = new FieldIndex(WANTED);
        List<String> known = new ArrayList<>();
        int found = 0;
        for (int i = 0; i < 60_000; i++) {
            // Most events come again with other values.
            String event =
                    known.size() < 40 || random.nextInt(100) == 0 ? object(0) : known.get(random.nextInt(known.size()));
            if (known.size() < 40) {
                known.add(event);
            }
            byte[] json = event.getBytes(UTF_8);
            byte[] inOther = Arrays.copyOf(json, json.length + random.nextInt(3) * 40);
            Arrays.fill(inOther, json.length, inOther.length, (byte) "},\"".charAt(random.nextInt(3)));
            seasoned.read(inOther, false);
            FieldIndex fresh = new FieldIndex(WANTED, 0);
            fresh.read(Arrays.copyOf(json, json.length), false);
            for (int field = 0; field < WANTED.size(); field++) {
                assertThat(seasoned.start(field))
                        .as("%s in %s", WANTED.get(field), event)
                        .isEqualTo(fresh.start(field));
                if (fresh.start(field) >= 0) {
                    found++;
                    assertThat(seasoned.end(field))
                            .as("%s in %s", WANTED.get(field), event)
                            .isEqualTo(fresh.end(field));
                }
            }
            assertThat(seasoned.isSeenToBePlain()).as(event).isEqualTo(fresh.isSeenToBePlain());
        }
        assertThat(found).isGreaterThan(10_000);
    }

    /** Behind a head that all have, in which an object is open. */
    @Test
    void goesOnBehindTheHead() {
        String head = "{\"h\":{\"i\":1},\"b\":{\"q\":\"";
        FieldIndex seasoned = new FieldIndex(WANTED);
        for (int i = 0; i < 20_000; i++) {
            String rest = object(1).substring(1);
            String inner = object(2).substring(1);
            String event = head + "z\"," + (inner.equals("}") ? "\"w\":0}" : inner)
                    + (rest.equals("}") ? "" : "," + rest.substring(0, rest.length() - 1)) + "}";
            byte[] json = event.getBytes(UTF_8);
            seasoned.expectHead(json, head.length() + 3);
            seasoned.read(json, true);
            FieldIndex fresh = new FieldIndex(WANTED, 0);
            fresh.read(json, false);
            for (int field = 0; field < WANTED.size(); field++) {
                assertThat(seasoned.start(field))
                        .as("%s in %s", WANTED.get(field), event)
                        .isEqualTo(fresh.start(field));
            }
        }
    }

    private String object(int depth) {
        StringBuilder json = new StringBuilder("{");
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                boolean isNested = depth < 3 && random.nextInt(3) == 0;
                json.append(json.length() == 1 ? "\"" : ",\"")
                        .append(name)
                        .append("\":")
                        .append(isNested ? object(depth + 1) : VALUES[random.nextInt(VALUES.length)]);
            }
        }
        return json.append('}').toString();
    }
}
