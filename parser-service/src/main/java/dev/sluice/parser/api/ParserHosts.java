// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * By what names the parser is called.
 *
 * @param allowedHosts names of hosts, without ports, by which the service is called and whose pages may call it. Without any, a service on
 *     loopback is called localhost, and another one may be called anything
 */
@ConfigurationProperties("sluice.parser")
public record ParserHosts(@DefaultValue List<String> allowedHosts) {

    public ParserHosts {
        allowedHosts = List.copyOf(allowedHosts);
    }
}
