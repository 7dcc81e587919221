// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.regex.Pattern;

/**
 * Environment variables that nobody wrote: Kubernetes tells each container where the services of its namespace are, as Docker's links once did.
 * Beside a service {@code sluice-ingest} there is, in every container, {@code SLUICE_INGEST_PORT=tcp://10.0.0.1:8080} and more of the kind
 * (<a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes: Service, environment
 * variables</a>). They look like settings and are none.
 */
public final class ServiceLink {

    private static final Pattern NAME = Pattern.compile(
            ".+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceLink() {}

    /** Whether the variable is one of those. */
    public static boolean is(String name, String value) {
        return NAME.matcher(name).matches()
                || name.endsWith("_PORT") && ADDRESS.matcher(value).matches();
    }
}
