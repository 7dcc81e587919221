// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the user may do with documents. A search leaves out without a word the indices that the user may not read, the documents that no query of a
 * role takes and the fields that no role grants: whoever asks for all of somebody's events must ask for this first.
 *
 * <p>What a privilege covers is asked of {@code POST /_security/user/_has_privileges}; whether a role narrows it to some documents or fields, of
 * {@code GET /_security/user/_privileges}, and of an API key with roles of its own, for which there is no such answer, of
 * {@code GET /_security/api_key}.
 */
final class DocumentPrivileges {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    /** Either is enough to read. */
    private static final List<String> READING = List.of("read", "all");

    private final NodeClients nodes;
    private final ElasticsearchSettings settings;

    DocumentPrivileges(NodeClients nodes, ElasticsearchSettings settings) {
        this.nodes = nodes;
        this.settings = settings;
    }

    /**
     * Asks for the privileges on all indices of a pattern, of whole documents.
     *
     * @param privileges of indices, as Elasticsearch calls them
     * @throws IllegalStateException if one is missing, or if the cluster does not say; the message names what is missing
     */
    void require(String indices, List<String> privileges) throws IOException, InterruptedException {
        ObjectNode asked = JSON.createObjectNode();
        ObjectNode index = asked.putArray("index").addObject();
        index.putArray("names").add(indices);
        privileges.forEach(index.putArray("privileges")::add);
        Answer has = ask("POST", "/_security/user/_has_privileges", asked);
        if (isWithoutSecurity(has.status())) {
            return;
        }
        JsonNode answer = has.json();
        List<String> missing = privileges.stream()
                .filter(each -> !answer.path("index").path(indices).path(each).asBoolean())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("in Elasticsearch events could be there unseen: the role of " + who(answer)
                    + " lacks the index privilege" + (missing.size() == 1 ? " '" : "s '")
                    + String.join("', '", missing) + "' on " + indices);
        }
        requireWhole(indices, answer);
    }

    /** Clusters without security have no such requests; who comes with a password or a key expects one that has. */
    private boolean isWithoutSecurity(int status) {
        boolean isUnknown = status == BAD_REQUEST || status == 404 || status == 405 || status == 500;
        return isUnknown && settings.username() == null && settings.apiKey() == null;
    }

    private void requireWhole(String indices, JsonNode user) throws IOException, InterruptedException {
        List<JsonNode> granted = granted();
        TreeSet<String> narrowed = new TreeSet<>();
        for (JsonNode each : granted) {
            boolean isWhole = !isNarrowed(each);
            if (isReading(each) && isWhole && covers(each, indices)) {
                return;
            }
            if (!isWhole) {
                each.path("names").forEach(name -> narrowed.add(name.asString()));
            }
        }
        if (granted.isEmpty()) {
            throw untold(OK);
        }
        if (!narrowed.isEmpty()) {
            throw new IllegalStateException("in Elasticsearch events could be there unseen: a role shows " + who(user)
                    + " only some documents or fields of " + String.join(", ", narrowed)
                    + "; give it 'read' on " + indices + " without 'query' and 'field_security'");
        }
    }

    /** What the roles grant, entry by entry. */
    private List<JsonNode> granted() throws IOException, InterruptedException {
        Answer user = ask("GET", "/_security/user/_privileges", null);
        if (user.status() != BAD_REQUEST) {
            return list(user.json().path("indices"));
        }
        JsonNode self = ask("GET", "/_security/_authenticate", null).json();
        JsonNode keys = ask(
                        "GET", "/_security/api_key?id=" + self.at("/api_key/id").asString(), null)
                .json();
        List<JsonNode> granted = new ArrayList<>();
        keys.at("/api_keys/0/role_descriptors")
                .forEach(role -> granted.addAll(list(role.path(role.has("indices") ? "indices" : "index"))));
        return granted;
    }

    private static List<JsonNode> list(JsonNode array) {
        return array.valueStream().toList();
    }

    private static boolean isReading(JsonNode granted) {
        return granted.path("privileges").valueStream().anyMatch(each -> READING.contains(each.asString()));
    }

    /** Whether it is for some documents or fields only. The answer has a list of what the roles say, a role one of it. */
    private static boolean isNarrowed(JsonNode granted) {
        JsonNode fields = granted.path("field_security");
        boolean hasFields = fields.isArray()
                ? fields.valueStream().anyMatch(DocumentPrivileges::leavesOut)
                : fields.isObject() && leavesOut(fields);
        return hasFields
                || granted.hasNonNull("query") && !granted.path("query").isEmpty()
                || granted.path("query").isString();
    }

    private static boolean leavesOut(JsonNode fields) {
        return !fields.path("except").isEmpty()
                || fields.path("grant")
                        .valueStream()
                        .noneMatch(each -> each.asString().equals("*"));
    }

    /** Whether one of its names takes all indices of the pattern. Of a name between slashes, an expression, that is not said. */
    private static boolean covers(JsonNode granted, String indices) {
        return granted.path("names")
                .valueStream()
                .map(JsonNode::asString)
                .anyMatch(name -> name.equals(indices)
                        || name.endsWith("*")
                                && name.indexOf('*') == name.length() - 1
                                && indices.startsWith(name.substring(0, name.length() - 1)));
    }

    /** What came back; not every status of 400 or more is an exception of the client's. */
    private record Answer(int status, JsonNode body) {

        JsonNode json() {
            if (status != OK) {
                throw untold(status);
            }
            return body;
        }
    }

    private static IllegalStateException untold(int status) {
        return new IllegalStateException("Elasticsearch does not say what this user may do (" + status
                + " to /_security), and what it may not see would count as not there;"
                + " a cluster without security wants neither user nor API key");
    }

    private Answer ask(String method, String path, @Nullable ObjectNode body) throws IOException, InterruptedException {
        Request request = new Request(method, path);
        if (body != null) {
            request.setJsonEntity(body.toString());
        }
        Response response;
        try {
            response = nodes.perform(request);
        } catch (ResponseException e) {
            response = e.getResponse();
        }
        try (InputStream answer = response.getEntity().getContent()) {
            int status = response.getStatusCode();
            return new Answer(status, status == OK ? JSON.readTree(answer) : JSON.createObjectNode());
        }
    }

    private static String who(JsonNode answer) {
        String user = answer.path("username").asString("");
        return user.isEmpty() ? "this user" : "the user '" + user + "'";
    }
}
