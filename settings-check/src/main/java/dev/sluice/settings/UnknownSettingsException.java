// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import java.util.List;
import java.util.stream.Collectors;

/** There are settings whose names mean nothing. The message has a line for each. */
public final class UnknownSettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    UnknownSettingsException(List<UnknownSetting> unknown) {
        super(unknown.stream().map(UnknownSetting::toString).collect(Collectors.joining(System.lineSeparator())));
    }
}
