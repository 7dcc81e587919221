// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.erasure;

import dev.sluice.sink.erasure.ErasableStore;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.compaction.CommittedOffsets;
import dev.sluice.sink.s3.erasure.LakeObjects.Content;
import dev.sluice.sink.s3.erasure.LakeObjects.Folder;
import dev.sluice.sink.s3.erasure.LakeObjects.Stored;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes each object that holds events of the subject again, under its own name and without them; it may come to hold none. What the sink could
 * write again stays as it is, see {@link CommittedOffsets}: it would bring them back. An object is put only in the place of the one that was read;
 * one that somebody has changed meanwhile is read again. Objects in which nothing is left are remembered by their version, so that whoever goes
 * on, and the second pass, reads only what is new.
 */
public final class LakeEraser implements ErasableStore {

    private static final int MAX_CHANGES = 10;

    private final String name;
    private final LakeObjects lake;
    private final Supplier<CommittedOffsets> committed;
    private final Path spool;

    /**
     * @param name as the ledger calls it
     * @param committed asks how far the sink is
     * @param spool a folder for files while they are rewritten
     */
    LakeEraser(String name, LakeObjects lake, Supplier<CommittedOffsets> committed, Path spool) {
        this.name = name;
        this.lake = lake;
        this.committed = committed;
        this.spool = spool;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long count(ErasureRequest request, Consumer<String> progress) throws IOException, InterruptedException {
        List<Folder> folders = lake.list(request);
        long events = 0;
        int done = 0;
        for (Folder folder : folders) {
            for (Stored object : folder.objects()) {
                events += inFolderOfItsOwn(work -> {
                    Path file = work.resolve("object");
                    boolean isThere = lake.read(key(folder, object), file).isPresent();
                    return isThere ? found(file, folder, object, request).size() : 0;
                });
            }
            progress.accept(++done + " of " + folders.size() + " hours of the lake looked through");
        }
        return events;
    }

    @Override
    public long erase(ErasureRequest request, ErasureJournal journal, Consumer<String> progress)
            throws IOException, InterruptedException {
        lake.finishMerges(request);
        // Before the listing: what is listed and final by this is final.
        CommittedOffsets offsets = committed.get();
        List<Folder> folders = lake.list(request);
        long events = 0;
        int done = 0;
        for (Folder folder : folders) {
            Map<String, String> known = journal.clean(folder.name());
            Map<String, String> clean = new HashMap<>();
            for (Stored object : folder.objects()) {
                String objectName = object.name().toString();
                if (object.version().equals(known.get(objectName))) {
                    clean.put(objectName, object.version());
                } else if (offsets.areBeyond(object.name())) {
                    events += inFolderOfItsOwn(work -> rewrite(folder, object, request, journal, clean, work));
                }
            }
            if (!clean.equals(known)) {
                journal.clean(folder.name(), clean);
            }
            progress.accept(++done + " of " + folders.size() + " hours of the lake, " + events + " events deleted");
        }
        return events;
    }

    private long rewrite(
            Folder folder,
            Stored object,
            ErasureRequest request,
            ErasureJournal journal,
            Map<String, String> clean,
            Path work)
            throws IOException, InterruptedException {
        Path file = work.resolve("object");
        Path target = work.resolve("rewritten");
        String key = key(folder, object);
        for (int attempt = 0; attempt < MAX_CHANGES; attempt++) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(target);
            Optional<Content> content = lake.read(key, file);
            if (content.isEmpty()) {
                return 0;
            }
            List<ErasedEvent> found = found(file, folder, object, request);
            if (found.isEmpty()) {
                clean.put(object.name().toString(), content.get().version());
                return 0;
            }
            journal.erasing(name, found);
            formatOf(object).filter(file, target, request.probe(), event -> !request.matches(event));
            Optional<String> version = lake.replace(key, content.get(), target);
            if (version.isPresent()) {
                clean.put(object.name().toString(), version.get());
                return found.size();
            }
        }
        throw new IllegalStateException(key + " changes each time that it is rewritten; somebody else writes to it");
    }

    private static List<ErasedEvent> found(Path file, Folder folder, Stored object, ErasureRequest request)
            throws IOException, InterruptedException {
        List<ErasedEvent> found = new ArrayList<>();
        formatOf(object).read(file, request.probe(), event -> {
            ObjectNode whole = LakeFormat.whole(event);
            if (request.matches(whole)) {
                String id = whole.at("/event/id").asString("");
                found.add(ErasedEvent.of(id, folder.dataStream().name(), whole));
            }
        });
        return found;
    }

    private static LakeFormat formatOf(Stored object) {
        return object.name().format();
    }

    private static String key(Folder folder, Stored object) {
        return folder.name() + object.name();
    }

    private interface Work {
        long in(Path folder) throws IOException, InterruptedException;
    }

    private long inFolderOfItsOwn(Work work) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Files.createDirectories(spool), "erase-");
        try {
            return work.in(folder);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }
}
