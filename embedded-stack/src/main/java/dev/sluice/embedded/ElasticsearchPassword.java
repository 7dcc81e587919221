// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The password of the user {@code elastic}: made at random, put into Elasticsearch's keystore, kept in the data folder. */
final class ElasticsearchPassword {

    private static final int TOOL_SECONDS = 60;
    private static final int BYTES = 18;

    private ElasticsearchPassword() {}

    /** The one that is kept, or a new one. */
    static String in(ElasticsearchHome home, ElasticsearchFiles files) {
        try {
            if (!Files.exists(files.password())) {
                String password = Secrets.random(BYTES);
                putIntoKeystore(home, files, password);
                Secrets.keep(files.password(), password + "\n");
            }
            return Files.readString(files.password()).strip();
        } catch (IOException e) {
            throw new EmbeddedStackException(
                    "password of Elasticsearch cannot be kept in " + files.password() + " (" + e + ")", e);
        }
    }

    private static void putIntoKeystore(ElasticsearchHome home, ElasticsearchFiles files, String password)
            throws IOException {
        List<String> command =
                List.of(home.keystoreTool().toString(), "add", "--force", "--stdin", "bootstrap.password");
        Process tool = ElasticsearchProcess.builder(home, files, command)
                .redirectErrorStream(true)
                .redirectOutput(files.output().toFile())
                .start();
        try (OutputStream in = tool.getOutputStream()) {
            in.write((password + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (!tool.waitFor(TOOL_SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                tool.destroyForcibly();
                throw new EmbeddedStackException("elasticsearch-keystore did not take the password: "
                        + Files.readString(files.output()).strip());
            }
        } catch (InterruptedException e) {
            tool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedStackException("interrupted while setting the password of Elasticsearch", e);
        }
    }
}
