// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.ingest.auth.NewToken;
import dev.sluice.model.DataStream;
import dev.sluice.model.LogFormat;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice token}: what senders authenticate with at ingest. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Make tokens for senders.",
        subcommands = TokenCommand.New.class,
        synopsisSubcommandLabel = "COMMAND")
final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "name what to do: sluice token new NAME");
    }

    /**
     * {@code sluice token new NAME}: prints the token on standard output and what to do with it on standard error, so that a script gets the
     * token alone. Keeps neither.
     */
    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = {
                "Make a token: the token itself on standard output, once, and on standard error the lines for the file"
                        + " that sluice.ingest.tokens-file names.",
                "That file has a hash only."
            })
    static final class New implements Callable<Integer> {

        @Mixin
        private AuditedAction audit;

        @Parameters(paramLabel = "NAME", description = "Whose token: 1 to 63 of a-z 0-9 -.")
        private String name;

        @Option(names = "--namespace", paramLabel = "NS", description = "The only namespace that it may send to.")
        private String namespace;

        @Option(
                names = "--format",
                paramLabel = "F",
                split = ",",
                description = "A format that it may send; any if none is named.")
        private List<String> formats = List.of();

        @Option(
                names = "--role",
                paramLabel = "R",
                split = ",",
                description = "What it is good for: send (if none is named), metrics, view, operate, capture.")
        private List<String> roles = List.of();

        @Option(
                names = "--aws",
                description = "An access key for senders of the AWS API (Kinesis, Firehose) in place of a token:"
                        + " ACCESSKEYID=SECRET, also the line for the file of sluice.ingest.aws-secrets-file.")
        private boolean aws;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            roles.stream()
                    .filter(role -> !NewToken.ROLES.contains(role))
                    .findFirst()
                    .ifPresent(role -> {
                        throw new ParameterException(
                                spec.commandLine(),
                                "there is no role '" + role + "'; there are " + String.join(", ", NewToken.ROLES));
                    });
            if (namespace != null && !DataStream.isValidPart(namespace)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--namespace must be 1 to 100 of a-z 0-9 _ . and start with a letter or digit, was '"
                                + namespace + "'");
            }
            formats.stream()
                    .filter(format -> !format.matches("[a-z][a-z0-9_]{0,63}"))
                    .findFirst()
                    .ifPresent(format -> {
                        throw new ParameterException(
                                spec.commandLine(),
                                "there is no format '" + format + "'; there are "
                                        + String.join(", ", LogFormat.wireNames())
                                        + ", and those that you have configured");
                    });
            audit.result("made a secret for '" + name + "'");
            NewToken made = aws ? NewToken.accessKeyNamed(name) : NewToken.named(name);
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            err.println(
                    aws
                            ? "For the sender, and for the file that sluice.ingest.aws-secrets-file names:"
                            : "For the sender, not shown again:");
            err.flush();
            out.println(made.token());
            out.flush();
            err.println();
            err.println("For the file that sluice.ingest.tokens-file names (below its tokens:, if it has some):");
            err.print(made.configuration());
            if (namespace != null) {
                err.println("    namespace: " + namespace);
            }
            if (!formats.isEmpty()) {
                err.println("    formats: [" + String.join(", ", formats) + "]");
            }
            if (!roles.isEmpty()) {
                err.println("    roles: [" + String.join(", ", roles) + "]");
            }
            err.flush();
            return 0;
        }
    }
}
