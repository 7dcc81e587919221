// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.LogFormat;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** The formats that senders may name: the built-in ones and those configured for the parser. */
@Component
public final class KnownFormats {

    private final Set<String> known = new TreeSet<>(LogFormat.wireNames());

    KnownFormats(FormatSettings settings) {
        known.addAll(settings.customFormats());
    }

    /**
     * The format that a sender means; {@code auto} if it names none.
     *
     * @throws RequestRejectedException if there is no such format
     */
    public String of(String named) {
        if (named == null) {
            return LogFormat.AUTO.wireName();
        }
        if (!known.contains(named)) {
            throw new RequestRejectedException(
                    RejectionReason.UNKNOWN_FORMAT,
                    "format '" + RequestParameters.shortened(named) + "' is not known; the formats are "
                            + String.join(", ", known) + ", and more can be named in sluice.ingest.custom-formats");
        }
        return named;
    }
}
