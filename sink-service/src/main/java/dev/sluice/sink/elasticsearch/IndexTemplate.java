// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import dev.sluice.model.concurrent.BackOff;
import dev.sluice.sink.driver.StoreRetrySettings;
import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.elasticsearch.ElasticsearchSettings.Templating;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Installs the index template and its component templates when the service starts, and tries until Elasticsearch has them. A template of a newer
 * version, put there by a newer Sluice, stays as it is. What is installed holds for data streams made later, and for the next backing index of
 * those that exist.
 */
final class IndexTemplate implements SmartLifecycle {

    private static final String INDEX_TEMPLATE = "sluice-logs";
    private static final String MAPPINGS = "sluice-logs-mappings";
    private static final String SETTINGS = "sluice-logs-settings";

    private static final Logger log = LoggerFactory.getLogger(IndexTemplate.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final NodeClients nodes;
    private final Templating settings;
    private final StoreRetrySettings retry;
    private final StoreStatus status;
    private Thread installer;
    private volatile boolean installed;

    IndexTemplate(NodeClients nodes, Templating settings, StoreRetrySettings retry, StoreStatus status) {
        this.nodes = nodes;
        this.settings = settings;
        this.retry = retry;
        this.status = status;
    }

    boolean isInstalled() {
        return installed;
    }

    /** The mappings as they are in the repository, from which one can see what fits where. */
    static JsonNode mappings() {
        return resource(MAPPINGS).at("/template/mappings");
    }

    @Override
    public synchronized void start() {
        if (installer == null) {
            installer = Thread.ofVirtual().name("index-template").start(this::installUntilDone);
        }
    }

    @Override
    public synchronized void stop() {
        if (installer != null) {
            installer.interrupt();
            installer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return installer != null;
    }

    private void installUntilDone() {
        BackOff backOff = retry.backOff();
        try {
            while (!installed) {
                try {
                    install();
                    installed = true;
                    status.well();
                } catch (IOException | RuntimeException e) {
                    status.degraded("has no index template yet", e.toString());
                    backOff.pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void install() throws IOException, InterruptedException {
        ObjectNode mappings = resource(MAPPINGS);
        FieldTypes.fit(mappings.at("/template/mappings"), modules());
        put("/_component_template/" + MAPPINGS, mappings);
        put("/_component_template/" + SETTINGS, indexSettings());
        put("/_index_template/" + INDEX_TEMPLATE, template("*", settings.priority(), settings.retention()));
        for (Map.Entry<String, Duration> retention : new TreeMap<>(settings.datasetRetention()).entrySet()) {
            String dataset = retention.getKey();
            put(
                    "/_index_template/" + INDEX_TEMPLATE + '-' + dataset,
                    template(dataset, settings.priority() + 1, retention.getValue()));
        }
    }

    private ObjectNode indexSettings() {
        ObjectNode template = resource(SETTINGS);
        ObjectNode index = (ObjectNode) template.at("/template/settings/index");
        index.put("number_of_shards", settings.shards());
        index.put("refresh_interval", settings.refreshInterval().toSeconds() + "s");
        if (settings.replicas() == null) {
            index.put("auto_expand_replicas", "0-1");
        } else {
            index.put("number_of_replicas", settings.replicas());
        }
        return template;
    }

    private static ObjectNode template(String dataset, int priority, Duration retention) {
        ObjectNode template = resource(INDEX_TEMPLATE);
        template.put("priority", priority);
        template.putArray("index_patterns").add("logs-" + dataset + "-*");
        template.withObject("/template")
                .putObject("lifecycle")
                .put("enabled", true)
                .put("data_retention", timeValue(retention));
        return template;
    }

    /** As Elasticsearch writes it, in the biggest unit that fits. */
    private static String timeValue(Duration duration) {
        return duration.toHours() % 24 == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
    }

    private void put(String path, ObjectNode template) throws IOException, InterruptedException {
        long ours = template.path("version").longValue();
        long theirs = installedVersion(path);
        if (theirs > ours) {
            log.info("{} is of version {} and stays; this Sluice brings version {}", path, theirs, ours);
            return;
        }
        Request request = new Request("PUT", path);
        request.setJsonEntity(JSON.writeValueAsString(template));
        perform(request);
        log.info("{} installed, version {} (was {})", path, ours, theirs == 0 ? "absent" : theirs);
    }

    private long installedVersion(String path) throws IOException, InterruptedException {
        Request request = new Request("GET", path);
        request.addParameter("filter_path", "**.version");
        try {
            return get(request).findValue("version") instanceof JsonNode version ? version.longValue() : 0;
        } catch (NotThere e) {
            return 0;
        }
    }

    private Set<String> modules() throws IOException, InterruptedException {
        Request request = new Request("GET", "/_nodes/plugins");
        request.addParameter("filter_path", "nodes.*.modules.name");
        return get(request).findValuesAsString("name").stream().collect(Collectors.toUnmodifiableSet());
    }

    private JsonNode get(Request request) throws IOException, InterruptedException {
        try (InputStream body = perform(request).getEntity().getContent()) {
            return JSON.readTree(body);
        }
    }

    /**
     * The client hands over some errors as if they were answers like any other: without this, a wrong password would look like an installed
     * template.
     */
    private Response perform(Request request) throws IOException, InterruptedException {
        int status;
        try {
            Response response = nodes.perform(request);
            status = response.getStatusCode();
            if (status < 300) {
                return response;
            }
        } catch (ResponseException e) {
            status = e.getResponse().getStatusCode();
        }
        String said = request.getMethod() + ' ' + request.getEndpoint() + " is answered with " + status;
        throw status == 404 ? new NotThere(said) : new IOException(said);
    }

    private static final class NotThere extends IOException {
        NotThere(String message) {
            super(message);
        }
    }

    private static ObjectNode resource(String name) {
        try (InputStream in = IndexTemplate.class.getResourceAsStream(name + ".json")) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the resource " + name + ".json", e);
        }
    }
}
