// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.model.DataStream;
import dev.sluice.model.DatasetScope;
import dev.sluice.model.NearestName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads the tokens file. Takes nothing for granted: a key that is not known, or known but misspelt, would otherwise make a token that may do
 * more than its author meant.
 */
final class TokenFile {

    /**
     * A token: the hashes of its secrets, several while one is replaced by another, and who it stands for.
     *
     * @param accessKeys ids of AWS access keys that stand for the same; their secrets are elsewhere ({@link AwsSecrets})
     */
    record Token(List<SecretHash> hashes, Set<String> accessKeys, Sender sender) {

        boolean matches(String secret) {
            boolean matches = false;
            for (SecretHash hash : hashes) {
                // All of them, so that the time says nothing.
                matches |= hash.matches(secret);
            }
            return matches;
        }
    }

    private static final String ROOT = "tokens";
    private static final String HASH = "hash";
    private static final String ACCESS_KEYS = "aws-access-keys";
    private static final String ROLES = "roles";
    private static final String NAMESPACE = "namespace";
    private static final String FORMATS = "formats";
    private static final String DATASETS = "datasets";
    private static final String MAX_DATASETS = "max-datasets";
    private static final String DROP_DATASETS = "drop-datasets";
    private static final String REQUESTS_PER_SECOND = "requests-per-second";
    private static final String BYTES_PER_SECOND = "bytes-per-second";
    private static final String EVENTS_PER_SECOND = "events-per-second";
    private static final String EVENTS_PER_REQUEST = "events-per-request";
    private static final Set<String> KNOWN = Set.of(
            HASH,
            ACCESS_KEYS,
            ROLES,
            NAMESPACE,
            FORMATS,
            DATASETS,
            MAX_DATASETS,
            DROP_DATASETS,
            REQUESTS_PER_SECOND,
            BYTES_PER_SECOND,
            EVENTS_PER_SECOND,
            EVENTS_PER_REQUEST);
    private static final Set<String> LISTS = Set.of(HASH, ACCESS_KEYS, ROLES, FORMATS, DATASETS, DROP_DATASETS);

    private final LimitSettings limits;
    private final LongSupplier nanoClock;

    TokenFile(LimitSettings limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /**
     * @param content of the file; an empty one is a file without tokens
     * @return tokens by name
     * @throws RuntimeException if it is not as it should be; the message says what and where, and never holds a hash
     */
    Map<String, Token> read(byte[] content) throws IOException {
        Map<String, Map<String, List<String>>> entries = new HashMap<>();
        for (PropertySource<?> document : documents(content)) {
            for (String property : ((EnumerablePropertySource<?>) document).getPropertyNames()) {
                add(entries, property, String.valueOf(document.getProperty(property)));
            }
        }
        Map<String, Token> tokens = new HashMap<>();
        entries.forEach((name, entry) -> tokens.put(name, new Entry(name, entry).token()));
        requireOneOwner(tokens);
        return Map.copyOf(tokens);
    }

    /** What the reader itself says of what it cannot read shows the lines around: there are hashes in them. */
    private static List<PropertySource<?>> documents(byte[] content) throws IOException {
        try {
            return new YamlPropertySourceLoader().load(ROOT, new ByteArrayResource(content));
        } catch (MarkedYAMLException e) {
            Mark place = e.getProblemMark();
            String where =
                    place == null ? "" : "line " + (place.getLine() + 1) + ", column " + (place.getColumn() + 1) + ": ";
            throw new IllegalArgumentException(where + "it is no YAML: " + e.getProblem());
        }
    }

    private static void requireOneOwner(Map<String, Token> tokens) {
        Map<String, String> owners = new HashMap<>();
        tokens.forEach((name, token) -> token.accessKeys().forEach(key -> {
            String other = owners.put(key, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        "the access key " + key + " is that of token " + name + " and of token " + other);
            }
        }));
    }

    /** Takes one line apart, e.g. {@code tokens.web.formats[0]}. */
    private static void add(Map<String, Map<String, List<String>>> entries, String property, String value) {
        if (property.equals(ROOT) && value.isEmpty()) {
            return;
        }
        String[] parts = property.split("\\.", 3);
        String root = parts[0].replaceFirst("\\[\\d+]$", "");
        if (!root.equals(ROOT)) {
            throw new IllegalArgumentException("'" + root + "' is not known here; there is only " + ROOT);
        }
        if (parts.length < 2) {
            throw new IllegalArgumentException(ROOT + " must hold names of tokens, was '" + value + "'");
        }
        NewToken.requireName(parts[1]);
        Map<String, List<String>> entry = entries.computeIfAbsent(parts[1], name -> new HashMap<>());
        if (parts.length < 3) {
            if (!value.isEmpty()) {
                throw new IllegalArgumentException("token " + parts[1] + " must hold " + HASH + " and more");
            }
            return;
        }
        String key = parts[2].replaceFirst("\\[\\d+]$", "");
        if (!KNOWN.contains(key)) {
            throw new IllegalArgumentException("token " + parts[1] + ": '" + key + "' is not known"
                    + NearestName.to(key, KNOWN)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; there are " + KNOWN.stream().sorted().collect(Collectors.joining(", "))));
        }
        List<String> values = entry.computeIfAbsent(key, name -> new ArrayList<>());
        values.addAll(LISTS.contains(key) ? List.of(value.split("\\s*,\\s*")) : List.of(value));
        if (!LISTS.contains(key) && values.size() > 1) {
            throw new IllegalArgumentException("token " + parts[1] + ": " + key + " must be one value");
        }
    }

    /** One token, as the file has it. */
    private final class Entry {

        private final String name;
        private final Map<String, List<String>> values;

        Entry(String name, Map<String, List<String>> values) {
            this.name = name;
            this.values = values;
        }

        Token token() {
            List<SecretHash> hashes = list(HASH).stream().map(SecretHash::parse).toList();
            Set<String> accessKeys = list(ACCESS_KEYS);
            if (hashes.isEmpty() && accessKeys.isEmpty()) {
                throw wrong("has no " + HASH + " and no " + ACCESS_KEYS + ", so that nobody could use it");
            }
            for (String key : accessKeys) {
                if (!AwsSecrets.ACCESS_KEY.matcher(key).matches()) {
                    throw wrong(ACCESS_KEYS + ": '" + key + "' must be 16 to 128 of A-Z a-z 0-9 _");
                }
            }
            return new Token(hashes, accessKeys, new Sender(name, roles(), scope(), sendLimits()));
        }

        private Set<Role> roles() {
            if (!values.containsKey(ROLES)) {
                return Set.of(Role.SEND);
            }
            return list(ROLES).stream().map(this::role).collect(Collectors.toSet());
        }

        private Role role(String text) {
            return Arrays.stream(Role.values())
                    .filter(role -> role.wireName().equals(text))
                    .findFirst()
                    .orElseThrow(() -> wrong("there is no role '" + text + "'; there are "
                            + Arrays.stream(Role.values()).map(Role::wireName).collect(Collectors.joining(", "))));
        }

        private SendScope scope() {
            String namespace = single(NAMESPACE);
            if (namespace != null) {
                requirePart(NAMESPACE, namespace);
            }
            if (values.containsKey(DATASETS) && values.containsKey(MAX_DATASETS)) {
                throw wrong("has " + DATASETS + " and " + MAX_DATASETS + "; only one of them can be true");
            }
            Set<String> datasets = list(DATASETS);
            datasets.forEach(dataset -> requirePart(DATASETS, dataset));
            int most = Math.toIntExact(number(MAX_DATASETS, limits.maxDatasets()));
            DatasetScope number = values.containsKey(MAX_DATASETS) ? DatasetScope.first(most) : null;
            return new SendScope(
                    namespace,
                    DistinctNames.first(limits.maxNamespaces()),
                    values.containsKey(DATASETS) ? DistinctNames.of(datasets) : DistinctNames.first(most),
                    values.containsKey(DATASETS) ? DatasetScope.of(datasets) : number,
                    list(FORMATS),
                    dropped());
        }

        private DroppedDatasets dropped() {
            try {
                return new DroppedDatasets(list(DROP_DATASETS));
            } catch (IllegalArgumentException e) {
                throw wrong(DROP_DATASETS + ": " + e.getMessage());
            }
        }

        private SendLimits sendLimits() {
            return new SendLimits(
                    rate(number(REQUESTS_PER_SECOND, 0)),
                    rate(bytesPerSecond()),
                    rate(number(EVENTS_PER_SECOND, 0)),
                    number(EVENTS_PER_REQUEST, limits.maxEvents()));
        }

        private long bytesPerSecond() {
            String text = single(BYTES_PER_SECOND);
            if (text == null) {
                return 0;
            }
            long bytes = DataSize.parse(text).toBytes();
            requirePositive(BYTES_PER_SECOND, bytes);
            return bytes;
        }

        private long number(String key, long absent) {
            String text = single(key);
            if (text == null) {
                return absent;
            }
            try {
                long number = Long.parseLong(text);
                requirePositive(key, number);
                return number;
            } catch (NumberFormatException e) {
                throw wrong(key + " must be a whole number, was '" + text + "'");
            }
        }

        private void requirePositive(String key, long value) {
            if (value < 1) {
                throw wrong(key + " must be at least 1, was " + value);
            }
        }

        private void requirePart(String key, String value) {
            if (!DataStream.isValidPart(value)) {
                throw wrong(key + ": '" + value + "' must be 1 to 100 of a-z 0-9 _ .");
            }
        }

        private RateLimit rate(long perSecond) {
            return perSecond == 0 ? RateLimit.NONE : RateLimit.perSecond(perSecond, nanoClock);
        }

        private String single(String key) {
            List<String> list = values.get(key);
            return list == null ? null : list.getFirst();
        }

        /** Values that are there but empty would restrict nothing, or everything: neither is what anybody means. */
        private Set<String> list(String key) {
            Set<String> list = new LinkedHashSet<>(values.getOrDefault(key, List.of()));
            if (list.contains("")) {
                throw wrong(key + " is empty; name at least one, or leave it out");
            }
            return list;
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("token " + name + ": " + what);
        }
    }
}
