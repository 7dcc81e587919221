// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.BooleanSupplier;

/** A process of a contestant, and how it is known that it is ready. */
public record Part(MeasuredProcess process, BooleanSupplier ready) {

    private static final int TIMEOUT_MILLIS = 2000;

    /** Ready as soon as it runs. */
    public static Part of(MeasuredProcess process) {
        return new Part(process, process::isAlive);
    }

    /** Ready when this answers 200. */
    public static Part withHealth(MeasuredProcess process, URI health) {
        return new Part(process, () -> answers(health));
    }

    private static boolean answers(URI health) {
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }
}
