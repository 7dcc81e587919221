// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.YAMLException;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Adds {@code name}, {@code version}, {@code os.name}, {@code os.version} and {@code device.name} to {@code user_agent}, with the same regular
 * expressions (<a href="https://github.com/ua-parser/uap-core">uap-core</a>) and so the same values as Elasticsearch's {@code user_agent} processor:
 * what is not known is {@code Other}.
 *
 * <p>A new agent takes a millisecond or more. So agents that are longer than any browser's are left as they are, and once new ones have taken
 * more than a tenth of the time, further new ones too, until there is time again; both are counted.
 */
public final class UserAgentEnrichment implements Enrichment {

    private static final int LONGEST = 1_000;
    private static final double SHARE = 0.1;
    private static final Duration SAVED = Duration.ofSeconds(10);

    private static final Key NAME = Key.of("name");
    private static final Key VERSION = Key.of("version");
    private static final Key OS = Key.of("os");
    private static final Key DEVICE = Key.of("device");
    private static final String UNKNOWN = "Other";

    private final Parser parser;
    private final EnrichmentCache remembered;
    private final CpuBudget allowance;
    private final LongSupplier nanoTime;
    private final LongAdder skipped = new LongAdder();

    /**
     * @param regexes a file {@code regexes.yaml} of uap-core, or null for the one that comes with the library
     * @param cache most agents that are remembered
     * @throws IllegalArgumentException if the file can't be used; the message names it
     */
    public UserAgentEnrichment(Path regexes, long cache) {
        this(regexes, cache, System::nanoTime);
    }

    UserAgentEnrichment(Path regexes, long cache, LongSupplier nanoTime) {
        parser = regexes == null ? new Parser() : parserOf(regexes);
        remembered = new EnrichmentCache(cache);
        allowance = new CpuBudget(SHARE, SAVED, nanoTime);
        this.nanoTime = nanoTime;
    }

    @Override
    public void write(JsonBuffer json, byte[] value, int from, int to) {
        if (to - from > LONGEST) {
            skipped.increment();
            return;
        }
        remembered.write(json, value, from, to, this::lookUp);
    }

    /** Events whose user agent was not looked at. */
    public long skipped() {
        return skipped.sum();
    }

    private byte[] lookUp(byte[] agent) {
        if (!allowance.isLeft()) {
            skipped.increment();
            return null;
        }
        long start = nanoTime.getAsLong();
        try {
            return members(parser.parse(new String(agent, UTF_8)));
        } catch (StackOverflowError ignored) {
            // What an expression of the list can do with a made-up agent.
            skipped.increment();
            return new byte[0];
        } finally {
            allowance.spend(nanoTime.getAsLong() - start);
        }
    }

    private static byte[] members(Client client) {
        JsonBuffer json = new JsonBuffer();
        json.string(NAME, client.userAgent.family);
        version(json, client.userAgent.major, client.userAgent.minor, client.userAgent.patch);
        if (!client.os.family.equals(UNKNOWN)) {
            int os = json.open(OS);
            json.string(NAME, client.os.family);
            version(json, client.os.major, client.os.minor, client.os.patch, client.os.patchMinor);
            json.close(os);
        }
        int device = json.open(DEVICE);
        json.string(NAME, client.device.family);
        json.close(device);
        return json.toByteArray();
    }

    private static void version(JsonBuffer json, String... parts) {
        String version = Stream.of(parts)
                .takeWhile(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining("."));
        if (!version.isEmpty()) {
            json.string(VERSION, version);
        }
    }

    private static Parser parserOf(Path regexes) {
        try (InputStream in = Files.newInputStream(regexes)) {
            return new Parser(in);
        } catch (IOException | YAMLException | ClassCastException | IllegalArgumentException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "sluice.parser.enrich.user-agent.regexes: " + regexes.toAbsolutePath()
                            + " can't be used; put a regexes.yaml of uap-core there, or leave the setting out (" + e
                            + ")",
                    e);
        }
    }
}
