// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The built-in formats, by the names that senders and {@link Headers#FORMAT} use. */
public enum LogFormat {
    /** Each line's format is found by looking at it; what fits none is {@link #TEXT}. */
    AUTO(null),
    /** Apache httpd {@code %h %l %u %t "%r" %>s %b}. */
    APACHE_COMMON("apache.access"),
    /** Apache httpd's common format followed by referrer and user agent. */
    APACHE_COMBINED("apache.access"),
    /** Apache httpd's error log, 2.2 and 2.4. */
    APACHE_ERROR("apache.error"),
    /** RFC 5424 and RFC 3164. */
    SYSLOG("system.syslog"),
    /** CloudWatch Logs subscription payloads: gzip, base64 of it, or the Lambda envelope. */
    CLOUDWATCH("aws.cloudwatch_logs"),
    /** One JSON object a line. */
    JSON("generic"),
    /** nginx's access log. */
    NGINX_ACCESS("nginx.access"),
    /** nginx's error log. */
    NGINX_ERROR("nginx.error"),
    /** HAProxy's {@code option httplog} and {@code httpslog}. */
    HAPROXY_HTTP("haproxy.log"),
    /** HAProxy's {@code option tcplog}, and its lines of connections that failed. */
    HAPROXY_TCP("haproxy.log"),
    /** Access logs of AWS Application Load Balancers. */
    AWS_ALB("aws.elb_logs"),
    /** Server access logs of Amazon S3. */
    AWS_S3_ACCESS("aws.s3access"),
    /** Pairs such as {@code level=info msg="started"}. */
    LOGFMT("generic"),
    /** W3C's extended log format with IIS's fields. */
    IIS("iis.access"),
    /** PostgreSQL's log. */
    POSTGRESQL("postgresql.log"),
    /** Spring Boot, logback and log4j, stack traces included. */
    JAVA("java.log"),
    /** Any line; it becomes {@code message}. */
    TEXT("generic");

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final String dataset;

    LogFormat(String dataset) {
        this.dataset = dataset;
    }

    /** The name on the wire, e.g. {@code apache_combined}. */
    public String wireName() {
        return wireName;
    }

    /** The dataset of events of this format unless their sender names one; empty where it follows from the line. */
    public Optional<String> dataset() {
        return Optional.ofNullable(dataset);
    }

    /** The format of that name on the wire; empty where there is none. Names are case-sensitive. */
    public static Optional<LogFormat> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(wireName))
                .findFirst();
    }

    /** All names on the wire, for messages and documentation. */
    public static List<String> wireNames() {
        return Arrays.stream(values()).map(LogFormat::wireName).toList();
    }
}
