// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/** Broker and S3 server bring a servlet API, a web server, XML and logging: a service in the same JVM must not be led astray by them. */
class ITSpringBootNeighbour {

    @TempDir
    Path data;

    @Test
    void aServiceKeepsItsTomcatAndSpeaksJsonBesideTheServers() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"), 0);
                EmbeddedS3 s3 = EmbeddedS3.start(data.resolve("s3"), 0, "lake");
                var client = TestS3Client.of(s3, s3.secretKey());
                var service = (ServletWebServerApplicationContext) SpringApplication.run(
                        Service.class,
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.main.banner-mode=off")) {
            assertThat(service.getWebServer().getClass().getSimpleName()).isEqualTo("TomcatWebServer");
            assertThat(service.getBean(JsonMapper.class)).isNotNull();

            URI hello = URI.create("http://127.0.0.1:" + service.getWebServer().getPort() + "/hello");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(hello).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("{\"hello\":\"world\"}");

            new TestTopic(kafka).create();
            client.putObject(put -> put.bucket("lake").key("a"), RequestBody.fromString("b"));
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Service {

        @GetMapping("/hello")
        Map<String, String> hello() {
            return Map.of("hello", "world");
        }
    }
}
