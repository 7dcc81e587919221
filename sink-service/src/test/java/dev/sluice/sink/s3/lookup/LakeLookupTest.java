// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.sink.s3.LakeListing.Place;
import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.ObjectCoverage;
import dev.sluice.sink.s3.format.EventConsumer;
import dev.sluice.sink.s3.lookup.LakeLookup.Found;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class LakeLookupTest {

    private static final DataStream STREAM = new DataStream("a", "default");
    private static final Instant TIME = Instant.parse("2026-03-02T09:17:00Z");
    private static final Instant HOUR = Instant.parse("2026-03-02T09:00:00Z");

    private final EventIds ids = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "batch");
    private final Objects objects = new Objects();

    @Test
    void namesTheObjectsThatHoldAnEventAndReadsThoseOfItsHourAlone() throws Exception {
        String here = id(TIME, 1);
        String twice = id(TIME, 2);
        String nowhere = id(TIME, 3);
        objects.add("h9/", HOUR, 5, 10, here, twice);
        objects.add("h9/", HOUR, 7, 20, twice);
        objects.add("h10/", HOUR.plusSeconds(3_600), 9, 30, here);

        Found found = lookup(100, 1_000).find(STREAM, List.of(here, twice, nowhere));

        assertThat(found.complete()).isTrue();
        assertThat(found.objects()).containsOnlyKeys(here, twice);
        assertThat(found.objects().get(here)).containsExactly(objects.keys.get(0));
        assertThat(found.objects().get(twice)).containsExactly(objects.keys.get(1), objects.keys.get(0));
        assertThat(objects.read).doesNotContain(objects.keys.get(2));
    }

    @Test
    void readsTheNewestFirstAndSaysWhenThatWasNotAll() throws Exception {
        String id = id(TIME, 1);
        objects.add("h9/", HOUR, 1, 10, id);
        objects.add("h9/", HOUR, 2, 20);
        objects.add("h9/", HOUR, 3, 30);

        assertThat(lookup(2, 1_000).find(STREAM, List.of(id))).isEqualTo(new Found(Map.of(), false));
        assertThat(objects.read).containsExactly(objects.keys.get(2), objects.keys.get(1));
        assertThat(lookup(100, 150).find(STREAM, List.of(id)).complete())
                .as("each object has 100 bytes")
                .isFalse();
        assertThat(lookup(3, 300).find(STREAM, List.of(id)).complete()).isTrue();
    }

    @Test
    void whatIsNoIdIsRefused() {
        for (String wrong : new String[] {"", "short", "!".repeat(22)}) {
            assertThatThrownBy(() -> LakeLookup.timeOf(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no id of an event");
        }
        assertThat(LakeLookup.timeOf(id(TIME, 1))).isEqualTo(TIME);
    }

    @Test
    void onlyWhoMayIsAnswered() throws Exception {
        LakeLookupController.Asked asked = new LakeLookupController.Asked(STREAM.name(), List.of(id(TIME, 1)));
        MockHttpServletRequest request = new MockHttpServletRequest();

        assertThat(controller(null, true).lookup(asked, request).getStatusCode().value())
                .isEqualTo(200);
        assertThat(controller(null, false)
                        .lookup(asked, request)
                        .getStatusCode()
                        .value())
                .isEqualTo(403);
        assertThat(controller("sixteen-characters", false)
                        .lookup(asked, request)
                        .getStatusCode()
                        .value())
                .isEqualTo(401);
        request.addHeader("Authorization", "Bearer sixteen-characters");
        assertThat(controller("sixteen-characters", false)
                        .lookup(asked, request)
                        .getStatusCode()
                        .value())
                .isEqualTo(200);
        LakeLookupController.Asked wrong = new LakeLookupController.Asked("logs", List.of());
        assertThat(controller(null, true).lookup(wrong, request).getStatusCode().value())
                .isEqualTo(400);
    }

    private LakeLookupController controller(String token, boolean loopback) {
        return new LakeLookupController(lookup(100, 1_000), token, loopback);
    }

    private LakeLookup lookup(int maxObjects, long maxBytes) {
        return new LakeLookup(objects, new LakeLookupSettings(null, maxObjects, DataSize.ofBytes(maxBytes)));
    }

    private String id(Instant time, int number) {
        return ids.id(time.toEpochMilli(), number);
    }

    /** Of 100 bytes each. */
    private static final class Objects implements LakeLookup.Lake {

        private final Map<Place, List<LakeObject>> folders = new HashMap<>();
        private final Map<String, List<String>> content = new HashMap<>();
        private final List<String> keys = new ArrayList<>();
        private final List<String> read = new ArrayList<>();

        void add(String folder, Instant hour, int offset, long modified, String... ids) {
            ObjectCoverage name = ObjectCoverage.parse("logs.parsed-0-%020d.parquet".formatted(offset))
                    .orElseThrow();
            LakeObject object = new LakeObject(folder, name, 100, Instant.ofEpochSecond(modified));
            folders.computeIfAbsent(new Place(folder, STREAM, hour), place -> new ArrayList<>())
                    .add(object);
            keys.add(object.key());
            content.put(object.key(), List.of(ids));
        }

        @Override
        public Map<String, List<LakeObject>> folders(String dataset, Predicate<Place> wanted) {
            Map<String, List<LakeObject>> found = new HashMap<>();
            folders.forEach((place, objects) -> {
                if (wanted.test(place)) {
                    found.put(place.folder(), objects);
                }
            });
            return found;
        }

        @Override
        public void read(String key, EventConsumer consumer) throws IOException, InterruptedException {
            read.add(key);
            for (String id : content.get(key)) {
                var event = JsonMapper.shared().createObjectNode();
                event.putObject("event").put("id", id);
                consumer.accept(event);
            }
        }
    }
}
