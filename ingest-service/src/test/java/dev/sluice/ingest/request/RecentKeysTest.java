// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.RetrySettings.EqualRequests;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Which key is told to be reused: by the sender, the namespace, the key and what the body was. */
class RecentKeysTest {

    private final RecentKeys keys = keys(2);

    @Test
    void aKeyThatComesWithAnotherBodyIsRefused() {
        keys.remember(request("a", null, "key", "one"));

        assertThatExceptionOfType(RequestRejectedException.class)
                .isThrownBy(() -> keys.requireSameBody(request("a", null, "key", "two")))
                .withMessageContaining("was sent before with another body")
                .extracting(RequestRejectedException::reason, InstanceOfAssertFactories.type(RejectionReason.class))
                .isEqualTo(RejectionReason.KEY_REUSED);
    }

    @Test
    void aRetryPasses() {
        assertPasses(request("a", null, "key", "one"));
        keys.remember(request("a", null, "key", "one"));

        assertPasses(request("a", null, "key", "one"));
        assertPasses(request("a", "default", "key", "one"));
    }

    @Test
    void anEqualKeyOfAnotherSenderOrNamespaceIsAnotherKey() {
        keys.remember(request("a", "shop", "key", "one"));

        assertPasses(request("b", "shop", "key", "two"));
        assertPasses(request("a", "bank", "key", "two"));
        assertPasses(request("a", "shop", "other", "two"));
        assertRefused(request("a", "shop", "key", "two"));
    }

    @Test
    void ofMoreThanAreRememberedTheOldestIsForgotten() {
        keys.remember(request("a", null, "first", "one"));
        keys.remember(request("a", null, "second", "one"));
        assertRefused(request("a", null, "first", "two"));

        keys.remember(request("a", null, "third", "one"));

        assertPasses(request("a", null, "first", "two"));
        assertRefused(request("a", null, "second", "two"));
        assertRefused(request("a", null, "third", "two"));
    }

    @Test
    void whoeverWantsNoneRememberedHasNone() {
        RecentKeys none = keys(0);
        none.remember(request("a", null, "key", "one"));

        assertThatCode(() -> none.requireSameBody(request("a", null, "key", "two")))
                .doesNotThrowAnyException();
    }

    private void assertPasses(ChunkHeaders request) {
        assertThatCode(() -> keys.requireSameBody(request)).doesNotThrowAnyException();
    }

    private void assertRefused(ChunkHeaders request) {
        assertThatExceptionOfType(RequestRejectedException.class).isThrownBy(() -> keys.requireSameBody(request));
    }

    private static RecentKeys keys(int remembered) {
        return new RecentKeys(new RetrySettings(EqualRequests.RETRIES, remembered));
    }

    private static ChunkHeaders request(String sender, String namespace, String key, String body) {
        Routing routing = Routing.of(LogFormat.TEXT);
        return new ChunkHeaders(
                namespace == null ? routing : routing.inNamespace(namespace),
                Position.ofBatch(key).withDigest(body),
                Provenance.of(sender),
                Receipt.at(1_000));
    }
}
