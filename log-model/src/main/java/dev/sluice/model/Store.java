// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Where events are kept. */
public enum Store {
    /** The hot store, for people. */
    ELASTICSEARCH("elasticsearch"),
    /** The data lake, for batch engines. */
    S3("s3");

    private final String wireName;
    private final byte[] headerValue;

    Store(String wireName) {
        this.wireName = wireName;
        headerValue = wireName.getBytes(UTF_8);
    }

    /** The value of {@link Headers#ROUTE} on an event that is for this store alone. */
    public String wireName() {
        return wireName;
    }

    /** The same, encoded. Must not be changed. */
    public byte[] headerValue() {
        return headerValue;
    }
}
