// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells requests that somebody means to send from those that a web page of somebody else makes a browser send. Two headers that pages cannot
 * set tell:
 *
 * <ul>
 *   <li>{@code Host}. A page whose name first led to its own server and now leads to this one (DNS rebinding) is of the same origin as far as a
 *       browser knows, but its name is not one of this service's. An address is nobody's name, and so is always right.
 *   <li>{@code Origin} (RFC 6454) and {@code Sec-Fetch-Site} (W3C Fetch Metadata), which programs other than browsers do not send.
 * </ul>
 */
public final class OriginPolicy {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final String LOCALHOST = "localhost";

    private final String setting;
    private final boolean loopback;
    private final Set<String> allowedHosts;

    /**
     * @param setting name of the setting that holds {@code allowedHosts}, for messages
     * @param loopback whether only this machine reaches the service; then it has no names but {@code localhost} and those allowed. Elsewhere it may
     *     have any name, unless some are allowed
     * @param allowedHosts names, without ports, by which the service is called; pages of these hosts may call it, too
     */
    public OriginPolicy(String setting, boolean loopback, Collection<String> allowedHosts) {
        this.setting = setting;
        this.loopback = loopback;
        this.allowedHosts = allowedHosts.stream().map(OriginPolicy::normalized).collect(Collectors.toUnmodifiableSet());
        allowedHosts.forEach(host -> {
            if (host.isBlank() || host.contains("/") || PORT.matcher(host).find() && !host.contains("::")) {
                throw new IllegalArgumentException(
                        setting + " must hold names of hosts, without scheme or port, was '" + host + "'");
            }
        });
    }

    /**
     * Looks at the headers of a request, each of which may be null.
     *
     * @param method of the request
     * @return empty if it may be answered
     */
    public Optional<OriginViolation> check(
            String method, String host, String origin, String fetchSite, String fetchMode) {
        if (host != null && !isKnown(withoutPort(host))) {
            return Optional.of(new OriginViolation(
                    OriginViolation.Kind.UNKNOWN_HOST,
                    "this service is not called '" + shortened(host) + "'; its names are in " + setting));
        }
        boolean fromElsewhere =
                origin == null ? isCrossSite(fetchSite) && !isNavigation(method, fetchMode) : !isOwn(origin, host);
        return fromElsewhere
                ? Optional.of(new OriginViolation(
                        OriginViolation.Kind.CROSS_SITE,
                        "a page of another site must not call this service; hosts whose pages may are in " + setting))
                : Optional.empty();
    }

    private boolean isKnown(String name) {
        return isAddress(name)
                || name.equals(LOCALHOST)
                || name.endsWith("." + LOCALHOST)
                || allowedHosts.contains(name)
                || !loopback && allowedHosts.isEmpty();
    }

    private boolean isOwn(String origin, String host) {
        URI uri;
        try {
            uri = URI.create(origin);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (uri.getHost() == null) {
            return false;
        }
        String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        return allowedHosts.contains(normalized(uri.getHost()))
                || host != null && normalized(authority).equals(normalized(withoutDefaultPort(host, uri.getScheme())));
    }

    /** {@code same-site} is another origin, too: another port of this machine is enough. */
    private static boolean isCrossSite(String fetchSite) {
        return "cross-site".equals(fetchSite) || "same-site".equals(fetchSite);
    }

    /** A link that somebody follows; reading changes nothing. */
    private static boolean isNavigation(String method, String fetchMode) {
        return "navigate".equals(fetchMode) && ("GET".equals(method) || "HEAD".equals(method));
    }

    private static String withoutDefaultPort(String host, String scheme) {
        String port = "https".equals(scheme) ? ":443" : ":80";
        return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }

    private static String withoutPort(String host) {
        return normalized(PORT.matcher(host).replaceFirst(""));
    }

    private static boolean isAddress(String name) {
        return name.startsWith("[") && name.endsWith("]") || IPV4.matcher(name).matches();
    }

    private static String normalized(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String shortened(String host) {
        String printable = host.replaceAll("[^\\x21-\\x7e]", "?");
        return printable.length() <= 64 ? printable : printable.substring(0, 64) + "…";
    }
}
