// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

/** Something was written by a newer release in a form that this one does not know. Nothing may be guessed: whoever meets it stops. */
public final class NewerSchemeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what where the number stands, e.g. a header
     * @param found the number
     * @param known the newest that is known here
     */
    public NewerSchemeException(String what, long found, long known) {
        super(what + " says scheme " + found + ", this release knows schemes up to " + known
                + ": it was written by a newer release; run that one");
    }
}
