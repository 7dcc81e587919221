// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

/**
 * Something that can happen in a state.
 *
 * @param name what happens, as it stands in a trace
 * @param fault whether it need not happen: a world in which nothing but faults can happen is at rest
 */
public record Transition<S>(String name, S next, boolean fault) {

    /** What happens by itself, sooner or later. */
    public static <S> Transition<S> of(String name, S next) {
        return new Transition<>(name, next, false);
    }

    /** What may happen, or not at all. */
    public static <S> Transition<S> fault(String name, S next) {
        return new Transition<>(name, next, true);
    }
}
