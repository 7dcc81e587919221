// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

/** The Elastic Common Schema that all events follow. */
public final class Ecs {

    /** {@code ecs.version} of every event. */
    public static final String VERSION = "9.4.0";

    private Ecs() {}
}
