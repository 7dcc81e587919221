// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

/** The configuration cannot be used. The message names the file, the line, the setting, its value and the way out. */
public final class ConfigException extends RuntimeException {

    public ConfigException(String message) {
        super(message);
    }
}
