// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@link RolloverDedup} asks Elasticsearch, and what it makes of the answers. Pure: it is told what backing indices there are, and what they
 * hold.
 */
final class RolloverDecision {

    private RolloverDecision() {}

    /** A document as a backing index has it. */
    record Copy(String id, String index) {}

    /** The documents to be sent, as far as is known of them: an owner who was away for too long may not be the only one who sends them. */
    static List<Document> asKnown(List<Document> documents, boolean owned) {
        return owned
                ? documents
                : documents.stream().map(Document::withUnknownFate).toList();
    }

    /** By data stream, the documents that have to be looked up before they are sent. */
    static Map<String, List<Document>> doubtful(List<Document> documents) {
        return documents.stream().filter(Document::fateUnknown).collect(Collectors.groupingBy(Document::dataStream));
    }

    /** Whether more has to be asked than what the answer to the documents will say: with a single backing index, a 409 says it. */
    static boolean mustLookUp(List<String> backing) {
        return backing.size() > 1;
    }

    /** The documents to be sent, in their order. */
    static List<Document> missing(List<Document> documents, Set<String> stored) {
        return documents.stream()
                .filter(document -> !document.fateUnknown() || !stored.contains(document.id()))
                .toList();
    }

    /**
     * By data stream, the documents that were written to another backing index than the one that was the newest when they were looked up.
     *
     * @param items the answers to the documents, in their order
     * @param writeIndices by data stream, where it wrote to at the look-up
     */
    static Map<String, List<Document>> suspects(
            List<Document> documents, List<ItemResult> items, Map<String, String> writeIndices) {
        Map<String, List<Document>> suspects = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Document document = documents.get(i);
            if (document.fateUnknown()
                    && items.get(i).kind() == ItemResult.Kind.STORED
                    && !items.get(i).index().equals(writeIndices.get(document.dataStream()))) {
                suspects.computeIfAbsent(document.dataStream(), name -> new ArrayList<>())
                        .add(document);
            }
        }
        return suspects;
    }

    /**
     * The copies to be deleted: of each document all but the oldest.
     *
     * @param backing the backing indices, the oldest first
     */
    static List<Copy> surplus(List<String> backing, Collection<Copy> copies) {
        Map<String, List<Copy>> byId = copies.stream().collect(Collectors.groupingBy(Copy::id));
        List<Copy> surplus = new ArrayList<>();
        byId.values()
                .forEach(same -> same.stream()
                        .sorted(Comparator.comparingInt(copy -> backing.indexOf(copy.index())))
                        .skip(1)
                        .forEach(surplus::add));
        return surplus;
    }
}
