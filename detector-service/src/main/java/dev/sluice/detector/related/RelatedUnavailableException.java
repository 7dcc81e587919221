// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

/** Nobody can say now which pages are related to one; later, somebody can. */
public final class RelatedUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RelatedUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
