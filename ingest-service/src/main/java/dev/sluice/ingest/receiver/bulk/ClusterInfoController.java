// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * What shippers ask before they send: the version, the licence, the nodes, whether their template and policy are there. They are told what lets them
 * go on; templates are ours to make, so theirs are taken for present and otherwise ignored.
 */
@RestController
class ClusterInfoController {

    /** New enough for every client's check of features that {@code _bulk} needs. */
    private static final String VERSION = "8.19.0";

    private static final String CLUSTER = "sluice";

    private final BulkResponses responses;

    ClusterInfoController(BulkResponses responses) {
        this.responses = responses;
    }

    @GetMapping("/")
    ResponseEntity<byte[]> version() {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("number", VERSION);
        version.put("build_flavor", "default");
        version.put("build_type", "jar");
        version.put("build_hash", CLUSTER);
        version.put("build_date", "2026-11-22T00:00:00.000Z");
        version.put("build_snapshot", false);
        version.put("lucene_version", "9.12.0");
        version.put("minimum_wire_compatibility_version", VERSION);
        version.put("minimum_index_compatibility_version", VERSION);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", CLUSTER);
        answer.put("cluster_name", CLUSTER);
        answer.put("cluster_uuid", CLUSTER);
        answer.put("version", version);
        answer.put("tagline", "You Know, for Search");
        return answer(answer);
    }

    @GetMapping({"/_license", "/_xpack"})
    ResponseEntity<byte[]> licence() {
        return answer(Map.of("license", Map.of("uid", CLUSTER, "type", "basic", "mode", "basic", "status", "active")));
    }

    @GetMapping({"/_nodes", "/_nodes/http", "/_nodes/_all/http"})
    ResponseEntity<byte[]> nodes() {
        return answer(Map.of(
                "_nodes",
                Map.of("total", 0, "successful", 0, "failed", 0),
                "cluster_name",
                CLUSTER,
                "nodes",
                Map.of()));
    }

    @GetMapping("/_cluster/health")
    ResponseEntity<byte[]> health() {
        return answer(Map.of("cluster_name", CLUSTER, "status", "green", "timed_out", false));
    }

    /** GET covers HEAD. */
    @GetMapping({
        "/_index_template/{name}",
        "/_component_template/{name}",
        "/_template/{name}",
        "/_ilm/policy/{name}",
        "/_ingest/pipeline/{name}",
        "/_data_stream/{name}"
    })
    ResponseEntity<byte[]> present() {
        return answer(Map.of());
    }

    @PutMapping({
        "/_index_template/{name}",
        "/_component_template/{name}",
        "/_template/{name}",
        "/_ilm/policy/{name}",
        "/_ingest/pipeline/{name}",
        "/_data_stream/{name}"
    })
    ResponseEntity<byte[]> acknowledged() {
        return answer(Map.of("acknowledged", true));
    }

    /** What was acknowledged can be found by whoever asks the store; there is nothing to be done here. */
    @RequestMapping(
            path = {"/_refresh", "/{index}/_refresh", "/_flush", "/{index}/_flush"},
            method = {RequestMethod.POST, RequestMethod.GET})
    ResponseEntity<byte[]> refreshed() {
        return answer(Map.of("_shards", Map.of("total", 1, "successful", 1, "failed", 0)));
    }

    /** Any index can be written to, so that each is there. */
    @RequestMapping(
            path = {"/{index:[^_.].*}", "/_alias/{name}", "/{index}/_alias/{name}"},
            method = RequestMethod.HEAD)
    ResponseEntity<byte[]> exists() {
        return answer(Map.of());
    }

    @PutMapping("/{index:[^_.].*}")
    ResponseEntity<byte[]> indexCreated(@PathVariable("index") String index) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("acknowledged", true);
        answer.put("shards_acknowledged", true);
        answer.put("index", index);
        return answer(answer);
    }

    /** An index can be made and asked for; whoever does anything else has mistaken the path and not the method. */
    @RequestMapping(
            path = "/{index:[^_.].*}",
            method = {RequestMethod.GET, RequestMethod.POST, RequestMethod.PATCH, RequestMethod.DELETE})
    ResponseEntity<byte[]> nothing(HttpServletRequest request) throws NoResourceFoundException {
        throw new NoResourceFoundException(
                HttpMethod.valueOf(request.getMethod()), request.getRequestURI(), request.getRequestURI());
    }

    @PutMapping({"/{index}/_mapping", "/{index}/_settings", "/{index}/_alias/{name}"})
    ResponseEntity<byte[]> indexChanged() {
        return answer(Map.of("acknowledged", true));
    }

    @GetMapping({"/{index}/_mapping", "/{index}/_settings"})
    ResponseEntity<byte[]> indexOf(@PathVariable("index") String index) {
        return answer(Map.of(index, Map.of()));
    }

    /** What is asked of a store: the answer names the mistake, since an empty one would look like lost logs. */
    @RequestMapping({
        "/_search",
        "/{index}/_search",
        "/_msearch",
        "/_count",
        "/{index}/_count",
        "/_cat/{what}",
        "/{index}/_update/{id}",
        "/{index}/_delete_by_query"
    })
    ResponseEntity<byte[]> notHere(HttpServletRequest request) {
        throw new RequestRejectedException(
                RejectionReason.BAD_PARAMETER,
                "logs are taken here and not searched or changed; ask the Elasticsearch that they are stored in for "
                        + request.getRequestURI());
    }

    private ResponseEntity<byte[]> answer(Object body) {
        return responses.success(body).toEntity();
    }
}
