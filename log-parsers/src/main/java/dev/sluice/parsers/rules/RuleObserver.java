// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.model.Store;

/** Is told what each rule does to an event, for trials. Rules are numbered in their order; arrays are used again after the call. */
public interface RuleObserver {

    /** The conditions of a rule are looked at next. */
    void examining(int rule);

    /**
     * They were looked at.
     *
     * @param isMet whether the rule's actions come next
     * @param json holds the event as it is before them, from 0
     */
    void examined(int rule, boolean isMet, byte[] json, int length);

    /** The rule has divided the event, which is this by now; its parts come one by one. */
    void split(int rule, byte[] json, int length);

    /** A part, with which the rule goes on. */
    void part(int rule, byte[] json, int length);

    /**
     * The rule is done with the event or part.
     *
     * @param store the only one that it is for; null where it is for both
     */
    void applied(int rule, boolean isDropped, Store store, byte[] json, int length);
}
