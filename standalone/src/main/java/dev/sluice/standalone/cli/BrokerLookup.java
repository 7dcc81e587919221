// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Whether anybody answers where the brokers should be. Kafka's clients try for a minute before they say that nobody does, which is longer than a
 * person waits for an address that was mistyped. Says nothing about whether it is Kafka that answers.
 */
final class BrokerLookup {

    private static final int PATIENCE_MILLIS = 5_000;

    private BrokerLookup() {}

    /**
     * Returns with the first one that answers.
     *
     * @param kafka settings for Kafka's clients
     * @throws StandaloneException if none does
     */
    static void require(Map<String, Object> kafka) {
        List<String> servers = serversOf(kafka.get(KafkaOptions.SERVERS));
        String reason = "";
        for (InetSocketAddress address : addresses(servers)) {
            try (Socket socket = new Socket()) {
                socket.connect(address, PATIENCE_MILLIS);
                return;
            } catch (IOException e) {
                reason = e.getMessage();
            }
        }
        throw new StandaloneException(sentence(servers, reason));
    }

    private static List<InetSocketAddress> addresses(List<String> servers) {
        try {
            return ClientUtils.parseAndValidateAddresses(servers, ClientDnsLookup.USE_ALL_DNS_IPS);
        } catch (ConfigException e) {
            throw new StandaloneException(sentence(servers, e.getMessage()), e);
        }
    }

    private static String sentence(List<String> servers, String reason) {
        return "no broker answers at " + String.join(",", servers) + " (" + reason
                + "); look whether Kafka runs there, or name other brokers";
    }

    private static List<String> serversOf(Object setting) {
        if (setting instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return Arrays.stream(String.valueOf(setting).split(","))
                .map(String::strip)
                .toList();
    }
}
