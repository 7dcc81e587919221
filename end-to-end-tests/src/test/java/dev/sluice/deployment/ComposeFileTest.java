// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The compose files have the form of the specification and keep {@link ComposeRules}, and both notice what is wrong. That Docker takes the files
 * and that what they describe works is what {@code docker/verify-compose.sh} shows.
 */
class ComposeFileTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PLAIN = PROJECT.resolve("docker-compose.yml");
    private static final Path SECURE = PROJECT.resolve("docker-compose.secure.yml");

    @Test
    void plain() throws IOException {
        ComposeFile plain = ComposeFile.read(PLAIN);

        assertThat(ComposeSchema.problems(plain)).isEmpty();
        assertThat(ComposeRules.problems(plain, PROJECT)).isEmpty();
    }

    @Test
    void secure() throws IOException {
        ComposeFile secure = ComposeFile.read(SECURE);
        ComposeFile both = ComposeFile.read(PLAIN).with(secure);

        assertThat(ComposeSchema.problems(secure)).isEmpty();
        assertThat(ComposeSchema.problems(both)).isEmpty();
        assertThat(ComposeRules.problems(both, PROJECT)).isEmpty();
        assertThat(Files.readString(SECURE, UTF_8)).doesNotContain("http://");
    }

    @Test
    void serversAreOfTheVersionsThatTheTestsRun() throws IOException {
        ComposeFile file = ComposeFile.read(PLAIN).with(ComposeFile.read(SECURE));

        assertThat(image(file, "kafka")).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
        assertThat(image(file, "s3")).isEqualTo("andrewgaul/s3proxy:s3proxy-" + version("s3proxy"));
        assertThat(image(file, "elasticsearch")).isEqualTo("elasticsearch:" + version("elasticsearch"));
        assertThat(image(file, "elasticsearch-users")).isEqualTo(image(file, "elasticsearch"));
        assertThat(image(file, "kibana")).isEqualTo("kibana:" + version("elasticsearch"));
        assertThat(image(file, "kibana-import")).isEqualTo(image(file, "kibana"));
    }

    @Test
    void aCertificateThatIsNotReadAgainIsNoticed() throws IOException {
        String text = Files.readString(SECURE, UTF_8);
        String setting = "SPRING_SSL_BUNDLE_PEM_INGEST_RELOADONUPDATE: \"true\"";
        assertThat(text).contains(setting);

        ComposeFile spoiled = ComposeFile.read(PLAIN).with(ComposeFile.parse(text.replace(setting, "")));

        assertThat(ComposeRules.problems(spoiled, PROJECT))
                .contains("ingest: SPRING_SSL_BUNDLE_PEM_INGEST_RELOADONUPDATE is not true");
    }

    /** Each with one thing wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            read_only: true             | read_only: false             | web: may write to its root file system
            cap_drop: [ALL]             | cap_drop: [MKNOD]            | sink-s3: keeps capabilities
            stop_grace_period: 45s      | network_mode: host           | parser: asks for network_mode
            no-new-privileges:true      | no-new-privileges:false      | kafka: may gain privileges
            user: "1000:0"              | user: "0:0"                  | elasticsearch: may be root
            127.0.0.1:${SLUICE_S3       | ${SLUICE_S3                  | s3: port ${SLUICE_S3_PORT:-9000}:8080 is not on 127.0.0.1, or can't be moved
            _PORT:-9000}                | _PORT:-9200}                 | s3: has the port 9200 of elasticsearch
            kafka: {condition: service_ | kafak: {condition: service_  | parser: depends on kafak, which is not there
            {condition: service_healthy | {condition: service_helthy   | web-tail: can't wait until ingest is service_helthy
            kibana-import: {condition   | kibana: {condition           | kibana-import: ends, and nobody waits for it
            mem_limit: 768m             | mem_limit: 768mb             | parser: mem_limit is 768mb
            cpus: 0.25                  | cpus: some                   | web: cpus is some
            interval: 5s                | interval: often              | kafka: interval is often
            web-tail:/var/lib           | web-tial:/var/lib            | web-tail: mounts the volume web-tial, which is not there
            ./samples/access            | ./samples/excess             | web: mounts ./samples/excess-combined.log, which is not there
            ./kibana:/sluice/objects:ro | ./kibana:/sluice/objects     | kibana-import: may write to ./kibana of this machine
            apache/kafka:4.2.2          | apache/kafka:latest          | kafka: image apache/kafka:latest has no full version
            pull_policy: never          | pull_policy: missing         | sink-s3: pull_policy is not never
            pull_policy: build          | pull_policy: always          | parser: pull_policy is not build
            SERVICE: tail-agent         | SERVICE: tail                | web: is built from another module than tail-agent
            KAFKA_LOG_DIRS              | KAFKA_LOG_DIR                | kafka: its image takes no KAFKA_LOG_DIR
            discovery.type              | discovery.typ                | elasticsearch: its image takes no discovery.typ
            TELEMETRY_OPTIN             | TELEMETRY_OPT_IN             | kibana: its image takes no TELEMETRY_OPT_IN
            JCLOUDS_PROVIDER            | JCLOUD_PROVIDER              | s3: its image takes no JCLOUD_PROVIDER
            SLUICE_INGEST_AUTH          | SLUICE_INGEST_AUT            | ingest: its image takes no SLUICE_INGEST_AUT
            SPRING_KAFKA_BOOTSTRAPSERVERS | SPRING_KAFKA_BOOTSTRAPSERVER | parser: its image takes no SPRING_KAFKA_BOOTSTRAPSERVER
            LINES_PER_SECOND:           | LINES_PER_SECONDS:           | web: its image takes no LINES_PER_SECONDS
            ${SLUICE_S3_SECRET_KEY:-    | hunter2                      | s3: S3PROXY_CREDENTIAL is in the file
            """)
    void aSpoiledFileIsNoticed(String right, String wrong, String problem) throws IOException {
        String text = Files.readString(PLAIN, UTF_8);
        assertThat(text).as("what is to be spoiled").contains(right);

        ComposeFile spoiled = ComposeFile.parse(text.replace(right, wrong));

        assertThat(ComposeRules.problems(spoiled, PROJECT)).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            read_only: true             | read_olny: true              | /services/ingest: property 'read_olny' is not defined
            name: sluice                | nmae: sluice                 | : property 'nmae' is not defined
            cap_drop: [ALL]             | cap_drop: ALL                | /services/kafka/cap_drop: string found, array expected
            context: .                  | contxet: .                   | /services/ingest/build: property 'contxet' is not defined
            {disable: true}             | {disable: perhaps, of: us}   | /services/kibana-import/healthcheck: property 'of' is not defined
            required: false             | requird: false               | /services/web/depends_on/kibana-import: property 'requird'
            service_healthy             | service_helthy               | /services/ingest/depends_on/kafka/condition: does not have a value
            user: "1000"                | user: 1000                   | /services/kafka/user: integer found, string expected
            """)
    void aSpoiledFormIsNoticed(String right, String wrong, String problem) throws IOException {
        String text = Files.readString(PLAIN, UTF_8);
        assertThat(text).as("what is to be spoiled").contains(right);

        ComposeFile spoiled = ComposeFile.parse(text.replace(right, wrong));

        assertThat(ComposeSchema.problems(spoiled)).anyMatch(found -> found.startsWith(problem));
    }

    private static String image(ComposeFile file, String service) {
        return String.valueOf(file.service(service).get("image"));
    }

    private static String version(String name) throws IOException {
        Matcher matcher = Pattern.compile("<" + name + "\\.version>(.+)</")
                .matcher(Files.readString(PROJECT.resolve("pom.xml"), UTF_8));
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }
}
