// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import org.apache.kafka.clients.consumer.Consumer;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Hands what a container's poll has thrown to its {@link SinkConsumer}; the container polls again. */
final class PollErrors implements CommonErrorHandler {

    private final SinkConsumer consumer;

    PollErrors(SinkConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public void handleOtherException(
            Exception thrown, Consumer<?, ?> kafka, MessageListenerContainer container, boolean batchListener) {
        consumer.pollFailed(thrown, kafka);
    }
}
