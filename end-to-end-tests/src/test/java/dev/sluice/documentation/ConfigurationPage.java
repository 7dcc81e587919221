// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import java.util.List;
import java.util.Map;

/** {@code docs/configuration.md}. */
final class ConfigurationPage {

    private static final String HEAD = """
            # Configuration

            Every setting of every service. This page is written by the build from the services' configuration metadata; don't edit it, edit the Javadoc of the settings
            ([how](../settings-check/README.md)).

            A service takes its settings, the later winning, from the defaults below, from the files that `spring.config.additional-location` names, from environment variables and
            from the command line (`--sluice.ingest.max-body=8MB`). A `sluice.*` name that is not on this page stops the start, and the message says where it was found and what was
            probably meant. So does a value that cannot be.

            - *time*: `500ms`, `10s`, `5m`, `1h`, `7d`; a bare number is milliseconds. *size*: `512KB`, `16MB`, `4GB`, in powers of 1024; a bare number is bytes.
            - `[]` is the index of a list: `- ` in YAML, `[0]` in properties, `_0` in environment variables; a list of plain values can also be one value with commas.
            - `*` is a key of a map. Keys with dots are written in brackets: `sluice.parser.dataset-zones[apache.error]`. In an environment variable a key loses its case, and cannot have a
              dot or hyphen: use a file.
            - No default: the setting is off, or the value follows from others, as its line says.

            What is not Sluice's own is Spring Boot's: above all `spring.kafka.bootstrap-servers` and `spring.kafka.security.*`, `server.port`, `server.address`,
            `management.server.*`, `spring.ssl.bundle.*`, `logging.*`. What differs from Spring Boot's defaults is in each service's `SERVICE.yaml`:
            [ingest](../ingest-service/src/main/resources/ingest-service.yaml), [parser](../parser-service/src/main/resources/parser-service.yaml),
            [sinks](../sink-service/src/main/resources/sink-service.yaml), [console](../console-service/src/main/resources/console-service.yaml),
            [detector](../detector-service/src/main/resources/detector-service.yaml).

            """;

    private static final Map<String, String> TITLES = Map.of(
            "settings-check", "Topics: ingest-service and parser-service",
            "tracing", "Traces: ingest-service, parser-service and sink-service");

    private static final String AGENT = """
            ## tail-agent

            [What it is](../tail-agent/README.md). A YAML file, whose values may hold `${NAME}` and `${NAME:-default}` from the environment; the variables below replace what it says. Times are
            `200ms`, `5s`, `2m`, `12h`, `7d`, sizes `256KiB` and `1MiB`.

            | setting, environment variable | default | |
            | --- | --- | --- |
            """;

    private ConfigurationPage() {}

    /** @param services settings by the folder of the service */
    static String of(Map<String, List<Setting>> services, List<String> agent) {
        StringBuilder page = new StringBuilder(HEAD);
        services.forEach((folder, settings) -> {
            page.append("## ")
                    .append(TITLES.getOrDefault(folder, folder))
                    .append("\n\n[What it is](../")
                    .append(folder)
                    .append("/README.md).\n\n");
            page.append("| setting, environment variable | values | default | |\n| --- | --- | --- | --- |\n");
            settings.forEach(setting -> page.append(row(setting)).append('\n'));
            page.append('\n');
        });
        page.append(AGENT);
        agent.forEach(row -> page.append(row).append('\n'));
        return page.toString();
    }

    private static String row(Setting setting) {
        String otherwise = setting.otherwise().isEmpty() ? "" : '`' + setting.otherwise() + '`';
        return "| `" + setting.name() + "`<br>`" + setting.variable() + "` | " + setting.values() + " | " + otherwise
                + " | " + setting.meaning() + " |";
    }
}
