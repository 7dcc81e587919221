// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.attack.AttackClass;
import dev.sluice.detector.attack.AttackScorer;
import dev.sluice.detector.attack.AttackScores;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.AddressRange;
import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.DetectionRule.Origin;
import dev.sluice.detector.window.WindowSpec;
import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What is found without any rule of a user's. Addresses are those of the client, {@code source.ip}, or {@code source.address} where that is none. */
final class BuiltInDetections {

    private static final String VERSION = "1";

    /** A score that alone says nothing, and ten times from one address says a lot. */
    private static final int WEAK = 3;

    /** What one event may add: three strong signs are enough, and one strange query alone is not. */
    private static final int MOST_OF_ONE_EVENT = 10;

    private static final Detection QUERY_SCAN = new Detection(
            "query-string-scan",
            VERSION,
            "Many different suspicious query strings to one page",
            Level.HIGH,
            technique("T1595.002"),
            true,
            new WindowSpec(Measure.DISTINCT, 60, 10, 300));

    /** Addresses of one network that take turns, each below what one address may do; who of it is to be blocked, it can't say. */
    private static final Detection NETWORK_QUERY_SCAN = new Detection(
            "network-query-scan",
            VERSION,
            "Many different attacks on one page in query strings, from several addresses of one network",
            Level.HIGH,
            technique("T1595.002"),
            false,
            new WindowSpec(Measure.SPREAD, 60, 10, 300));

    private static final Detection CREDENTIAL_STUFFING = new Detection(
            "credential-stuffing",
            VERSION,
            "Many failed log-ins from one address",
            Level.MEDIUM,
            technique("T1110.004"),
            true,
            new WindowSpec(Measure.SUM, 60, 20, 300));

    private static final Detection SCANNING = new Detection(
            "path-scan",
            VERSION,
            "Many different paths that are not there, from one address",
            Level.MEDIUM,
            technique("T1595.003"),
            true,
            new WindowSpec(Measure.DISTINCT, 60, 30, 300));

    private static final Detection ERROR_BURST = new Detection(
            "error-burst",
            "2",
            "Many more server errors for one site than it usually has",
            Level.LOW,
            new Origin("Sluice", "Apache-2.0", List.of(), List.of()),
            false,
            WindowSpec.burst(3_600, 100, 300));

    private static final Pattern LOG_IN = Pattern.compile(
            "(?i)(^|[/_-])(log-?in|sign-?in|auth(enticate)?|session|wp-login\\.php|xmlrpc\\.php|token)([/._-]|$)");

    private static final Set<String> REFUSED = Set.of("401", "403");
    private static final Set<String> NOT_THERE = Set.of("400", "403", "404", "405", "410");

    private final AttackScorer scorer = new AttackScorer();

    static List<Detection> all() {
        List<Detection> all =
                new ArrayList<>(List.of(QUERY_SCAN, NETWORK_QUERY_SCAN, CREDENTIAL_STUFFING, SCANNING, ERROR_BURST));
        for (AttackClass attack : AttackClass.values()) {
            all.add(new Detection(
                    attack.label(),
                    VERSION,
                    "Attempts of " + attack.words() + " from one address",
                    Level.HIGH,
                    technique(attack.technique()),
                    true,
                    new WindowSpec(Measure.SUM, 300, 20, 300)));
        }
        return all;
    }

    private static Origin technique(String technique) {
        return new Origin("Sluice", "Apache-2.0", List.of(), List.of(technique));
    }

    void signals(DetectableEvent event, Consumer<KeyedSignal> out) {
        String status = event.get(EventField.STATUS);
        if (status == null && event.get(EventField.URL_ORIGINAL) == null) {
            return;
        }
        String path = event.get(EventField.URL_PATH);
        String query = event.get(EventField.URL_QUERY);
        AttackScores scores = scorer.score(path, query);
        int highest = 0;
        for (AttackClass attack : AttackClass.values()) {
            int score = scores.of(attack);
            highest = Math.max(highest, score);
            if (scores.has(attack)) {
                String key = Detection.key(attack.label(), VERSION);
                int weight = Math.min(score, MOST_OF_ONE_EVENT);
                out.accept(new KeyedSignal(key, Samples.address(event), Samples.signal(event, 0, weight)));
            }
        }
        if (highest >= WEAK && query != null) {
            String address = Samples.address(event);
            out.accept(signal(QUERY_SCAN, address + ' ' + path, event, hash(query)));
            if (highest >= MOST_OF_ONE_EVENT) {
                // A whole network asks so much that weak signs add up without any attack.
                AddressRange.siteOf(address).ifPresent(network -> {
                    long value = WindowSpec.spread(hash(address), hash(query));
                    out.accept(signal(NETWORK_QUERY_SCAN, network + ' ' + path, event, value));
                });
            }
        }
        if (status == null) {
            return;
        }
        if (REFUSED.contains(status) && (path != null && LOG_IN.matcher(path).find() || status.equals("401"))) {
            out.accept(signal(CREDENTIAL_STUFFING, Samples.address(event), event, 0));
        }
        if (NOT_THERE.contains(status) && path != null) {
            out.accept(signal(SCANNING, Samples.address(event), event, hash(path)));
        }
        if (status.length() == 3 && status.charAt(0) == '5') {
            String site = event.get(EventField.DESTINATION_DOMAIN);
            String host = event.get(EventField.HOST_NAME);
            out.accept(signal(ERROR_BURST, site != null ? site : host != null ? host : "-", event, 0));
        }
    }

    private static KeyedSignal signal(Detection detection, String group, DetectableEvent event, long value) {
        return new KeyedSignal(detection.key(), group, Samples.signal(event, value, 1));
    }

    /** FNV-1a, finished by a mix: enough to tell values apart, and nobody gains by making two alike. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 29;
    }
}
