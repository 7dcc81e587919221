// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration of an option, such as {@code 90m} or {@code 2h}, as Spring's settings have it. */
final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("a time is written as 90m, 2h or 1d, not '" + text + "'");
        }
    }
}
