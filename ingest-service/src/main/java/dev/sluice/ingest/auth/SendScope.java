// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.model.DatasetScope;
import java.util.Set;

/**
 * What a sender may send, and where to.
 *
 * @param namespace the only namespace, or null for any of {@code namespaces}
 * @param namespaces that it may name
 * @param datasets that it may name
 * @param named what of that its lines are told, since they may name datasets, too; null where its entry in the tokens file says nothing of them
 * @param formats the only formats; empty for any
 * @param dropped datasets whose lines are not kept
 */
record SendScope(
        String namespace,
        DistinctNames namespaces,
        DistinctNames datasets,
        DatasetScope named,
        Set<String> formats,
        DroppedDatasets dropped) {

    SendScope {
        formats = Set.copyOf(formats);
    }

    static SendScope any(int mostNamespaces, int mostDatasets) {
        return new SendScope(
                null,
                DistinctNames.first(mostNamespaces),
                DistinctNames.first(mostDatasets),
                null,
                Set.of(),
                DroppedDatasets.NONE);
    }
}
