// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of an option: ISO 8601 with a zone. */
final class InstantConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("a time is written as 2026-03-01T12:00:00Z, not '" + text + "'");
        }
    }
}
