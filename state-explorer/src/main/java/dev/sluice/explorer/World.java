// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

import java.util.List;
import java.util.Optional;

/**
 * A small model of a protocol and of all that is around it: brokers, stores, members that crash. Its decisions are made by the code that is under
 * test, its faults are bounded in number, and so its states are finitely many.
 *
 * @param <S> states: immutable, equal if they are the same
 */
public interface World<S> {

    S initial();

    /** All that can happen next. */
    List<Transition<S>> steps(S state);

    /** What is wrong in a state, whatever comes after it. */
    Optional<String> violation(S state);

    /** What is wrong in a state in which nothing happens any more, unless a fault does. */
    Optional<String> violationAtRest(S state);
}
