// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.util.function.Supplier;

/** A parser that is made when its first line comes: of the many formats that there are, most installations meet a few. */
public final class LazyParser implements LineParser {

    private final Supplier<LineParser> maker;
    private LineParser parser;

    public LazyParser(Supplier<LineParser> maker) {
        this.maker = maker;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        if (parser == null) {
            parser = maker.get();
        }
        return parser.parse(line, event);
    }
}
