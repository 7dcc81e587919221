// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.util.List;

/** Everything that the agent is told. {@link ConfigReader} makes it of a file, {@link QuickConfig} of a command line. */
public record AgentConfig(
        AgentSettings agent, ServerSettings server, FollowSettings follow, List<InputSettings> inputs) {

    public AgentConfig {
        inputs = List.copyOf(inputs);
    }
}
