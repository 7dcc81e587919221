// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import java.util.function.Supplier;

/** A parser for each thread that asks for one, made anew once the rules have changed. */
public final class CurrentParser implements Supplier<ChunkParser> {

    private final LiveRules rules;

    /** A parser has buffers and belongs to one thread. */
    private final ThreadLocal<Made> made = new ThreadLocal<>();

    private record Made(ParserSettings settings, ChunkParser parser) {}

    public CurrentParser(LiveRules rules) {
        this.rules = rules;
    }

    @Override
    public ChunkParser get() {
        ParserSettings settings = rules.settings();
        Made last = made.get();
        if (last == null || last.settings != settings) {
            last = new Made(settings, new ChunkParser(settings));
            made.set(last);
        }
        return last.parser;
    }
}
