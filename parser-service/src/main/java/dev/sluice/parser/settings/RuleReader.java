// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.rules.Rule;
import dev.sluice.parsers.rules.StatusRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code sluice.parser.rules}. A rule is read from its settings as they were written and not bound to fields, since a misspelt condition that
 * was passed over would make a rule for everything: here it stops the start.
 */
final class RuleReader {

    private static final String NAME = "name";
    private static final String ACTION = "action";
    private static final String KEEP_ONE_IN = "keep-one-in";
    private static final String BY = "by";
    private static final String DATASET = "dataset";
    private static final String FILE_PATH = "file-path";
    private static final String URL_PATH = "url-path";
    private static final String STATUS = "status";
    private static final String LEVEL = "level";
    private static final List<String> SETTINGS =
            List.of(NAME, ACTION, KEEP_ONE_IN, BY, DATASET, FILE_PATH, URL_PATH, STATUS, LEVEL);

    private static final Pattern VALID_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}");
    private static final Pattern FIELD = Pattern.compile("@?[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*");
    /** How the settings of a list are named: {@code status[0]}, or {@code status.0} from the environment. */
    private static final Pattern INDEX = Pattern.compile("[.\\[][0-9]+]?$");

    private final String title;
    private final Map<String, List<String>> settings = new TreeMap<>();

    private RuleReader(int number, Map<String, String> written) {
        String name = written.getOrDefault(NAME, "");
        title = name.isEmpty() ? "rule number " + number + " of sluice.parser.rules" : "the rule '" + name + "'";
        written.forEach(
                (setting, value) -> settings.merge(settingOf(setting), valuesOf(value), RuleReader::concatenated));
    }

    /**
     * Reads all rules, in order.
     *
     * @throws IllegalArgumentException if one can't be understood; the message names the rule and what is wrong with it
     */
    static List<Rule> readAll(List<Map<String, String>> written) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names =
                new HashSet<>(Set.of(ParseOutput.CONTROL_MESSAGE, ParseOutput.COMMENT_LINE, ParseOutput.HEADER_LINE));
        for (Map<String, String> each : written) {
            RuleReader rule = new RuleReader(rules.size() + 1, each);
            Rule read = rule.read();
            if (!names.add(read.name())) {
                throw rule.problem("has a name that is in use: what it drops could not be told apart");
            }
            rules.add(read);
        }
        return rules;
    }

    private Rule read() {
        String name = one(NAME, null);
        if (!VALID_NAME.matcher(name).matches()) {
            throw problem("has a name that can't be one: use 1 to 100 of a-z A-Z 0-9 _ . -");
        }
        return new Rule(
                name,
                keepOneIn(),
                field(),
                globs(DATASET),
                globs(FILE_PATH),
                globs(URL_PATH),
                all(STATUS).stream().map(this::statusRange).toList(),
                all(LEVEL).stream()
                        .map(level -> new Glob(level.toLowerCase(Locale.ROOT)))
                        .toList());
    }

    private int keepOneIn() {
        String action = one(ACTION, null);
        boolean samples = action.equals("sample");
        if (!samples && (settings.containsKey(KEEP_ONE_IN) || settings.containsKey(BY))) {
            throw problem("has keep-one-in or by, which belong to the action sample, and the action " + action);
        }
        return switch (action) {
            case "keep" -> Rule.KEEP_ALL;
            case "drop" -> Rule.DROP_ALL;
            case "sample" -> sampleSize();
            default -> throw problem("has the action '" + action + "'; there are keep, drop and sample");
        };
    }

    private int sampleSize() {
        String written = one(KEEP_ONE_IN, null);
        try {
            int size = Integer.parseInt(written);
            if (size > 1) {
                return size;
            }
        } catch (NumberFormatException ignored) {
            // Told below.
        }
        throw problem("must keep one in 2 or more, was keep-one-in: " + written);
    }

    private String field() {
        String field = one(BY, Rule.EVENT_ID);
        if (!FIELD.matcher(field).matches()) {
            throw problem("samples by '" + field + "', which is no field: write its path, such as source.ip");
        }
        return field;
    }

    private StatusRange statusRange(String written) {
        try {
            if (written.matches("[1-5]xx")) {
                int hundreds = 100 * (written.charAt(0) - '0');
                return new StatusRange(hundreds, hundreds + 99);
            }
            int hyphen = written.indexOf('-');
            int low = Integer.parseInt(hyphen < 0 ? written : written.substring(0, hyphen));
            int high = hyphen < 0 ? low : Integer.parseInt(written.substring(hyphen + 1));
            return new StatusRange(low, high);
        } catch (IllegalArgumentException e) {
            throw problem("has the status '" + written + "'; write 404, 5xx or 200-299, between 100 and 599");
        }
    }

    private List<Glob> globs(String setting) {
        return all(setting).stream().map(Glob::new).toList();
    }

    /** @param otherwise the default, or null where there must be a value */
    private String one(String setting, String otherwise) {
        List<String> values = settings.get(setting);
        if (values == null && otherwise != null) {
            return otherwise;
        }
        if (values == null || values.size() != 1) {
            throw problem("needs one " + setting + ", and has " + (values == null ? "none" : values));
        }
        return values.getFirst();
    }

    /** All values of a condition; none where there is no such condition. */
    private List<String> all(String setting) {
        List<String> values = settings.getOrDefault(setting, List.of());
        if (settings.containsKey(setting) && values.isEmpty()) {
            throw problem("has the condition " + setting + " without a value");
        }
        return values;
    }

    /** The setting of that name, however it is spelt: {@code url-path}, {@code urlPath} or {@code URLPATH}. */
    private String settingOf(String written) {
        String plain = plain(INDEX.matcher(written).replaceFirst(""));
        return SETTINGS.stream()
                .filter(setting -> plain(setting).equals(plain))
                .findFirst()
                .orElseThrow(() -> problem("has the setting '" + written + "', which is not known; there are "
                        + String.join(", ", SETTINGS)));
    }

    private static String plain(String setting) {
        return setting.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> valuesOf(String written) {
        return Stream.of(written.split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static List<String> concatenated(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException(title + " " + what);
    }
}
