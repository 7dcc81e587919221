// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.ConfigException;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.config.QuickConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command was asked to do.
 *
 * @param file the configuration file, or null
 * @param quick what to follow without one, or null
 * @param tokenIsShown whether a token is among the arguments, which other users of the machine can read
 */
record CommandLine(Path file, boolean check, boolean selfTest, QuickConfig.Request quick, boolean tokenIsShown) {

    private static final String USAGE = """
            usage: tail-agent CONFIG.yaml             follow what the file says
                   tail-agent --check CONFIG.yaml     only say whether the file is valid
                   tail-agent --self-test             send a few lines through a loopback server and stop
                   tail-agent --url URL [option…] FILE…
                     --format FORMAT  --dataset NAME  --namespace NAME
                     --data FOLDER (where positions are remembered)  --from-end (only lines from now on)
                     --token TOKEN (better by the variable SLUICE_TOKEN: other users can read command lines)
            """;

    private static final Set<String> WITH_VALUE =
            Set.of("--url", "--token", "--format", "--dataset", "--namespace", "--data");
    private static final Set<String> FLAGS = Set.of("--check", "--self-test", "--from-end");

    /** @throws ConfigException if the arguments cannot be meant */
    static CommandLine parse(Map<String, String> environment, String... args) {
        Map<String, String> options = new HashMap<>();
        List<String> files = new ArrayList<>();
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            if (FLAGS.contains(arg)) {
                options.put(arg, "");
            } else if (WITH_VALUE.contains(arg) && rest.hasNext()) {
                options.put(arg, rest.next());
            } else if (arg.startsWith("--")) {
                throw wrong(arg + (WITH_VALUE.contains(arg) ? " needs a value" : " is not known"));
            } else {
                files.add(arg);
            }
        }
        if (options.containsKey("--self-test")) {
            return new CommandLine(null, false, true, null, false);
        }
        return options.containsKey("--url") ? quick(environment, options, files) : withFile(options, files);
    }

    private static CommandLine quick(Map<String, String> environment, Map<String, String> options, List<String> files) {
        if (files.isEmpty()) {
            throw wrong("no FILE to follow");
        }
        String data = options.get("--data");
        QuickConfig.Request request = new QuickConfig.Request(
                options.get("--url"),
                options.getOrDefault("--token", environment.get(QuickConfig.TOKEN_VARIABLE)),
                data == null ? null : Path.of(data),
                options.get("--format"),
                options.get("--dataset"),
                options.get("--namespace"),
                options.containsKey("--from-end"),
                files);
        return new CommandLine(null, false, false, request, options.containsKey("--token"));
    }

    private static CommandLine withFile(Map<String, String> options, List<String> files) {
        boolean check = options.remove("--check") != null;
        if (!options.isEmpty()) {
            throw wrong(options.keySet().iterator().next() + " goes with --url only");
        }
        if (files.size() != 1) {
            throw wrong("one CONFIG.yaml is needed, there are " + files.size());
        }
        return new CommandLine(Path.of(files.getFirst()), check, false, null, false);
    }

    AgentConfig config(ConfigReader reader) {
        return quick == null ? reader.read(file) : QuickConfig.of(quick);
    }

    private static ConfigException wrong(String problem) {
        return new ConfigException("tail-agent: " + problem + "\n" + USAGE);
    }
}
