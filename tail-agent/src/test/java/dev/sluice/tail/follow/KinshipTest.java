// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Mark;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KinshipTest {

    @TempDir
    Path folder;

    @Test
    void knowsTheCopyOfAStreamWhoseFirstBatchIsUnderWay() throws IOException {
        byte[] content = "one\ntwo\n".getBytes(UTF_8);
        LineRules rules = new LineRules(Unwrapping.NONE, Multiline.NONE, 1000);
        BatchPlan plan = new BatchPlan(content.length, Mark.of(0, content, 0, content.length), rules);
        Path path = folder.resolve("a");
        StreamState state = StreamState.starting("s", "i", path, path, new FileId(1, 2), 0, 0, 0)
                .withPlan(plan, List.of(), 0, 0);
        try (FileSource copy = FileSource.open(Files.write(folder.resolve("a.1"), content));
                FileSource other = FileSource.open(Files.writeString(folder.resolve("b"), "one\nsix\n"))) {
            assertThat(Kinship.agreeing(state, copy)).isPositive();
            assertThat(Kinship.agreeing(state, other)).isZero();
        }
    }
}
