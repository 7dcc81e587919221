// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.util.Arrays;
import java.util.Locale;

/** What a container run-time puts around each line that a program writes. */
public enum Unwrapping {
    /** Nothing. */
    NONE,
    /**
     * {@code 2016-10-06T00:17:09.669794202Z stdout F text}: time, stream, tags of which the first is {@code P} for a part and {@code F} for
     * a full or last one (<a href="https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md">Kubernetes
     * CRI logging</a>).
     */
    CRI,
    /**
     * <code>{"log":"text\n","stream":"stdout","time":"…"}</code>: a part has no {@code \n} at its end
     * (<a href="https://docs.docker.com/engine/logging/drivers/json-file/">Docker's json-file driver</a>, which cuts lines at 16 KiB).
     */
    DOCKER;

    /** The name in configurations. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static Unwrapping of(String wireName) {
        return Arrays.stream(values())
                .filter(one -> one.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be none, cri or docker"));
    }

    LineEnvelope envelope() {
        return switch (this) {
            case NONE -> new NoEnvelope();
            case CRI -> new CriEnvelope();
            case DOCKER -> new DockerEnvelope();
        };
    }
}
