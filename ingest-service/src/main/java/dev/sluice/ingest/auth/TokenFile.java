// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.model.DataStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.unit.DataSize;

/** Reads the tokens file. */
final class TokenFile {

    /** One token, as the file has it; only the hash must be there. */
    record Entry(
            String hash, String namespace, List<String> formats, Long requestsPerSecond, DataSize bytesPerSecond) {}

    /** A token: the hash of its secret, and who it stands for. */
    record Token(SecretHash hash, Sender sender) {}

    private TokenFile() {}

    /**
     * @return tokens by name
     * @throws IOException if the file cannot be read
     * @throws RuntimeException if it is not as it should be; the message says what, and never holds a hash
     */
    static Map<String, Token> read(Path file) throws IOException {
        List<PropertySource<?>> yaml = new YamlPropertySourceLoader().load("tokens", new FileSystemResource(file));
        Map<String, Entry> entries = new Binder(ConfigurationPropertySources.from(yaml))
                .bind("tokens", Bindable.mapOf(String.class, Entry.class))
                .orElse(Map.of());
        Map<String, Token> tokens = new HashMap<>();
        entries.forEach((name, entry) -> tokens.put(name, token(name, entry)));
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no tokens; make one with ./sluice token new NAME");
        }
        return Map.copyOf(tokens);
    }

    private static Token token(String name, Entry entry) {
        NewToken.requireName(name);
        if (entry.namespace != null && !DataStream.isValidPart(entry.namespace)) {
            throw new IllegalArgumentException("token " + name + ": '" + entry.namespace + "' cannot be a namespace");
        }
        Sender sender = new Sender(
                name,
                entry.namespace,
                entry.formats == null ? Set.of() : Set.copyOf(entry.formats),
                limit(entry.requestsPerSecond),
                limit(entry.bytesPerSecond == null ? null : entry.bytesPerSecond.toBytes()));
        return new Token(SecretHash.parse(entry.hash), sender);
    }

    private static RateLimit limit(Long perSecond) {
        if (perSecond != null && perSecond < 1) {
            throw new IllegalArgumentException("a token's rate is at least 1 a second, was " + perSecond);
        }
        return perSecond == null ? RateLimit.NONE : RateLimit.perSecond(perSecond, System::nanoTime);
    }
}
