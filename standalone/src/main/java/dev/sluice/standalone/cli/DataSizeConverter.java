// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import org.springframework.util.unit.DataSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size of an option, such as {@code 256MB}, as Spring's settings have it. */
final class DataSizeConverter implements ITypeConverter<DataSize> {

    @Override
    public DataSize convert(String text) {
        try {
            return DataSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("a size is written as 256MB, not '" + text + "'");
        }
    }
}
