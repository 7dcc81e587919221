// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.ObjectCoverage;
import dev.sluice.sink.s3.format.EventWriter;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One hour of a lake in memory, and a journal; a process that works on it can be killed before and after each thing that it does. */
final class FakeLake implements LakeObjects, ErasureJournal {

    static final String FOLDER = "dataset=app/namespace=default/dt=2026-03-01/hour=10/";

    private final Path work;
    private final Map<String, byte[]> objects = new TreeMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, Map<String, String>> clean = new HashMap<>();

    /** What the journal was told, in its order. */
    final List<ErasedEvent> erasing = new ArrayList<>();

    /** Keys that were read, in order. */
    final List<String> reads = new ArrayList<>();

    /** Is run before an object is replaced. */
    Runnable meanwhile = () -> {};

    private int stepsLeft = Integer.MAX_VALUE;

    /** What a kill is here. */
    static final class Killed extends RuntimeException {}

    FakeLake(Path work) {
        this.work = work;
    }

    /** Whoever works on it is killed at its n-th step; with 0 at none. */
    void killAt(int step) {
        stepsLeft = step == 0 ? Integer.MAX_VALUE : step;
    }

    private void step() {
        if (--stepsLeft == 0) {
            throw new Killed();
        }
    }

    /** The sink puts an object with these events: {@code NAME} or {@code NAME:USER}. */
    void put(String name, LakeFormat format, String... events) {
        Path file = work.resolve("put");
        try {
            Files.deleteIfExists(file);
            try (EventWriter writer = format.create(file)) {
                for (String event : events) {
                    String[] parts = event.split(":");
                    String user = parts.length == 1 ? "" : ",\"user\":{\"name\":\"" + parts[1] + "\"}";
                    String json = "{\"@timestamp\":\"2026-03-01T10:00:00.000Z\",\"event\":{\"id\":\"" + parts[0]
                            + "\",\"created\":\"2026-03-01T11:00:00.000Z\"},\"odd\":{\"n\":1.50}" + user + "}";
                    writer.write(1_772_359_200_000L, json.getBytes(UTF_8));
                }
            } catch (NotAnEvent e) {
                throw new IllegalArgumentException(e);
            }
            put(name, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String put(String name, byte[] bytes) {
        objects.put(name, bytes);
        return "v" + versions.merge(name, 1, Integer::sum);
    }

    /** An object as it is now, to put it there again later. */
    Runnable latePutOf(String name) {
        byte[] bytes = objects.get(name);
        return () -> put(name, bytes);
    }

    /** Ids of all events, by the object's name. */
    Map<String, List<String>> events() {
        Map<String, List<String>> events = new TreeMap<>();
        objects.forEach((name, bytes) -> {
            List<String> ids = new ArrayList<>();
            try {
                Path file = Files.write(work.resolve("look"), bytes);
                ObjectCoverage.parse(name)
                        .orElseThrow()
                        .format()
                        .read(file, event -> ids.add(event.at("/event/id").asString("")));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            events.put(name, ids);
        });
        return events;
    }

    byte[] bytes(String name) {
        return objects.get(name);
    }

    @Override
    public void finishMerges(ErasureRequest request) {
        step();
    }

    @Override
    public List<Folder> list(ErasureRequest request) {
        step();
        List<Stored> stored = new ArrayList<>();
        objects.keySet()
                .forEach(name ->
                        stored.add(new Stored(ObjectCoverage.parse(name).orElseThrow(), "v" + versions.get(name))));
        return List.of(new Folder(FOLDER, new DataStream("app", "default"), stored));
    }

    @Override
    public Optional<Content> read(String key, Path file) {
        step();
        String name = key.substring(FOLDER.length());
        reads.add(name);
        try {
            Files.write(file, objects.get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new Content("v" + versions.get(name), 0));
    }

    @Override
    public Optional<String> replace(String key, Content read, Path file) {
        step();
        meanwhile.run();
        String name = key.substring(FOLDER.length());
        if (!read.version().equals("v" + versions.get(name))) {
            return Optional.empty();
        }
        try {
            String version = put(name, Files.readAllBytes(file));
            step();
            return Optional.of(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void erasing(String store, List<ErasedEvent> events) {
        step();
        erasing.addAll(events);
        step();
    }

    /** Ids that were booked as erased. */
    TreeSet<String> erased() {
        TreeSet<String> ids = new TreeSet<>();
        erasing.forEach(event -> ids.add(event.id()));
        return ids;
    }

    @Override
    public Map<String, String> clean(String place) {
        return clean.getOrDefault(place, Map.of());
    }

    @Override
    public void clean(String place, Map<String, String> known) {
        step();
        clean.put(place, Map.copyOf(known));
        step();
    }
}
