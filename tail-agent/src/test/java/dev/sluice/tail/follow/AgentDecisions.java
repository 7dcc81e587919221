// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

/** In which order the agent writes its checkpoint and sends: as the main code does, unless a test takes something out of it. */
interface AgentDecisions {

    /** As it is. */
    AgentDecisions MAIN = new AgentDecisions() {};

    /** Whether the plan of a batch is on disk before the batch is sent. */
    default boolean plansBeforeItSends() {
        return true;
    }

    /** Whether a batch that was under way is framed by the rules of its own time. */
    default boolean framesByThePlansRules() {
        return true;
    }

    /** Whether a place counts as settled only when the server has said so. */
    default boolean settlesAfterTheAnswer() {
        return true;
    }
}
