// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/**
 * What is known about values besides what the line says. Each may be null, and costs nothing then.
 *
 * @param address adds to {@code source}, knowing the IP address
 * @param userAgent adds to {@code user_agent}, knowing the user agent as the client sent it
 */
public record Enrichments(Enrichment address, Enrichment userAgent) {

    public static final Enrichments NONE = new Enrichments(null, null);
}
