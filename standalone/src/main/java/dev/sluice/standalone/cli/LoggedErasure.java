// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.ledger.StreamRow;
import dev.sluice.operations.erasure.ErasureLog;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an erasure writes down, on {@code sluice.erasures}. */
record LoggedErasure(ErasureLog log) implements ErasureJournal {

    @Override
    public void erasing(String store, List<ErasedEvent> events) {
        Map<StreamRow, List<String>> rows = new LinkedHashMap<>();
        events.forEach(
                event -> rows.computeIfAbsent(new StreamRow(event.hour(), event.dataStream()), row -> new ArrayList<>())
                        .add(event.id()));
        rows.forEach((row, ids) -> log.erasing(store, row.dataStream(), row.hour(), ids));
    }

    @Override
    public Map<String, String> clean(String place) {
        return log.clean(place);
    }

    @Override
    public void clean(String place, Map<String, String> versions) {
        log.clean(place, versions);
    }
}
