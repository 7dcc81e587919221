// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * By what names a sink is called.
 *
 * @param allowedHosts names of hosts, without ports, by which the service is called and whose pages may call it. Without any, a service on
 *     loopback is called localhost, and another one may be called anything
 */
@ConfigurationProperties("sluice.sink")
public record SinkHosts(@DefaultValue List<String> allowedHosts) {

    public SinkHosts {
        allowedHosts = List.copyOf(allowedHosts);
    }
}
