// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.concurrent.BackOff;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.StoreRetrySettings;
import dev.sluice.sink.driver.StoreStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings documents to Elasticsearch, however long it takes: afterwards each of them is stored or is a dead letter. Says when what is sent again;
 * for virtual threads. Thread-safe.
 *
 * <table><caption>What is done about each answer</caption>
 * <tr><th>answer</th><th>what follows</th></tr>
 * <tr><td>201, 409 for a document</td><td>stored</td></tr>
 * <tr><td>429 for a document</td><td>it is sent again after a pause, and it alone</td></tr>
 * <tr><td>5xx for a document, or for the request; no answer</td><td>looked up in the older backing indices, then sent again</td></tr>
 * <tr><td>another 4xx for a document, or the failure store</td><td>repaired and sent once more, then a dead letter</td></tr>
 * <tr><td>the same, and its data stream is not there</td><td>an alarm, and sent again after a pause, for ever: the cluster has no room for
 * another</td></tr>
 * <tr><td>400, 413 for the request</td><td>sent again in halves; 400 for a single document: as if it were said for the document</td></tr>
 * <tr><td>401, 403, 404 and whatever else</td><td>an alarm, and sent again after a pause, for ever</td></tr>
 * </table>
 */
final class BulkDelivery {

    private final BulkSender sender;
    private final AdaptiveConcurrency concurrency;
    private final RolloverDedup rolloverDedup;
    private final DocumentRepair repair;
    private final RejectedDocuments rejectedDocuments;
    private final StoreStatus status;
    private final SinkMetrics metrics;
    private final StoreRetrySettings retry;

    BulkDelivery(
            BulkSender sender,
            AdaptiveConcurrency concurrency,
            RolloverDedup rolloverDedup,
            DocumentRepair repair,
            RejectedDocuments rejectedDocuments,
            StoreStatus status,
            SinkMetrics metrics,
            StoreRetrySettings retry) {
        this.sender = sender;
        this.concurrency = concurrency;
        this.rolloverDedup = rolloverDedup;
        this.repair = repair;
        this.rejectedDocuments = rejectedDocuments;
        this.status = status;
        this.metrics = metrics;
        this.retry = retry;
    }

    /**
     * @param owned whether it is sure that nobody else sends the same documents; asked before and after each attempt, and right before the request:
     *     nothing is sent while it is not
     */
    void deliver(Bulk bulk, BooleanSupplier owned) throws InterruptedException {
        for (Bulk.Rejected rejected : bulk.rejected()) {
            rejectedDocuments.write(rejected.origin(), rejected.reason(), rejected.message(), 1);
        }
        deliver(bulk.documents(), owned);
    }

    /** Brings documents of which nobody else knows. */
    void deliver(List<Document> documents) throws InterruptedException {
        deliver(documents, () -> true);
    }

    private void deliver(List<Document> documents, BooleanSupplier owned) throws InterruptedException {
        BackOff backOff = retry.backOff();
        List<Document> left = documents;
        while (!left.isEmpty()) {
            int before = left.size();
            left = attempt(left, owned);
            if (!left.isEmpty()) {
                if (left.size() < before) {
                    backOff.reset();
                }
                backOff.pause();
            }
        }
    }

    /** One attempt; returns what has to be sent again after a pause. */
    private List<Document> attempt(List<Document> documents, BooleanSupplier owned) throws InterruptedException {
        RolloverDedup.Found found;
        try {
            // A pause of the process may have been longer than the group waits: somebody else may have sent them since.
            found = rolloverDedup.find(RolloverDecision.asKnown(documents, owned.getAsBoolean()));
        } catch (IOException e) {
            status.degraded("cannot be searched for documents that may be stored already", e.toString());
            return documents;
        }
        metrics.duplicates(documents.size() - found.missing().size());
        List<Document> missing = found.missing();
        if (!missing.isEmpty() && !owned.getAsBoolean()) {
            // Whoever has the partition now sends them, and whoever is told so may be told before the answer is read.
            return RolloverDecision.asKnown(missing, false);
        }
        return switch (missing.isEmpty() ? new BulkOutcome.Answered(List.of()) : sender.send(missing)) {
            case BulkOutcome.Answered answered -> settle(missing, answered.items(), found, owned);
            case BulkOutcome.Refused refused -> refused(missing, refused.status(), refused.message(), owned);
            case BulkOutcome.Unreachable unreachable -> {
                status.degraded("cannot be reached", unreachable.message());
                yield again(missing, "unreachable", false);
            }
            case BulkOutcome.Unknown unknown -> {
                status.degraded("gives no answer (" + unknown.status() + ")", unknown.message());
                yield again(missing, unknown.status(), true);
            }
        };
    }

    private List<Document> refused(List<Document> documents, int code, String message, BooleanSupplier owned)
            throws InterruptedException {
        if ((code == 400 || code == 413) && documents.size() > 1) {
            metrics.retry(Integer.toString(code), documents.size());
            int half = documents.size() / 2;
            deliver(again(documents.subList(0, half)), owned);
            deliver(again(documents.subList(half, documents.size())), owned);
            return List.of();
        }
        if (code == 400) {
            return rejected(documents.getFirst(), message).map(List::of).orElse(List.of());
        }
        if (code == 429) {
            concurrency.tooMany();
        }
        status.degraded("answers " + code, message);
        return again(documents, Integer.toString(code), false);
    }

    private List<Document> settle(
            List<Document> documents, List<ItemResult> items, RolloverDedup.Found found, BooleanSupplier owned)
            throws InterruptedException {
        List<Document> left = new ArrayList<>();
        int stored = 0;
        int duplicates = 0;
        boolean busy = false;
        boolean forbidden = false;
        for (int i = 0; i < items.size(); i++) {
            Document document = documents.get(i);
            ItemResult item = items.get(i);
            switch (item.kind()) {
                case STORED -> stored++;
                case DUPLICATE -> duplicates++;
                case BUSY -> {
                    busy = true;
                    left.add(again(document, item, false));
                }
                case UNKNOWN -> {
                    status.degraded("answers " + item.status() + " for documents", item.error());
                    left.add(again(document, item, true));
                }
                case FORBIDDEN -> {
                    forbidden = true;
                    status.degraded("answers " + item.status() + " for documents", item.error());
                    left.add(again(document, item, false));
                }
                case REJECTED ->
                    rejected(document, item.status() + " " + item.error()).ifPresent(left::add);
            }
        }
        metrics.stored(stored);
        metrics.duplicates(duplicates);
        if (busy) {
            concurrency.tooMany();
            status.degraded("answers 429 for documents", "it has more to do than it can");
        } else if (!forbidden && left.isEmpty()) {
            status.well();
        }
        removeSecondCopies(RolloverDecision.asKnown(documents, owned.getAsBoolean()), items, found);
        return left;
    }

    private void removeSecondCopies(List<Document> documents, List<ItemResult> items, RolloverDedup.Found found)
            throws InterruptedException {
        BackOff backOff = retry.backOff();
        while (true) {
            try {
                rolloverDedup.removeWrittenTwice(documents, items, found);
                return;
            } catch (IOException e) {
                status.degraded("cannot be searched for documents that may be stored twice", e.toString());
                backOff.pause();
            }
        }
    }

    /** The document in a form that may be accepted; empty where there is none, and it is a dead letter. */
    private Optional<Document> rejected(Document document, String message) throws InterruptedException {
        Optional<Document> repaired = repair.repair(document);
        if (repaired.isPresent()) {
            metrics.retry("repaired", 1);
            return repaired;
        }
        if (!hasDataStream(document)) {
            status.degraded("cannot create the data stream " + document.dataStream(), message);
            metrics.retry("no_data_stream", 1);
            return Optional.of(document.again(false));
        }
        rejectedDocuments.write(document.origin(), DeadLetterReason.SINK_REJECTED, message, document.attempts() + 1);
        return Optional.empty();
    }

    /**
     * Whether its data stream is there. If not, the document was not refused for what it is: a data stream is created before anything is
     * written to it, and a cluster that has as many shards as it may have answers 400 to that.
     */
    private boolean hasDataStream(Document document) throws InterruptedException {
        BackOff backOff = retry.backOff();
        while (true) {
            try {
                return rolloverDedup.exists(document.dataStream());
            } catch (IOException e) {
                status.degraded("cannot be asked for data streams", e.toString());
                backOff.pause();
            }
        }
    }

    private Document again(Document document, ItemResult item, boolean unknown) {
        metrics.retry(Integer.toString(item.status()), 1);
        return document.again(unknown);
    }

    private List<Document> again(List<Document> documents, String code, boolean unknown) {
        metrics.retry(code, documents.size());
        return documents.stream().map(document -> document.again(unknown)).toList();
    }

    private static List<Document> again(List<Document> documents) {
        return documents.stream().map(document -> document.again(false)).toList();
    }
}
