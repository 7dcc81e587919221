// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.JsonBuffer;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A value of a YAML file that knows where it stands, so that every mistake is told with its line and column. */
public final class YamlValue {

    private static final int MAX_CHARACTERS = 3 << 20;

    private final String file;
    private final Node node;

    private YamlValue(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    /**
     * Reads a whole file.
     *
     * @param file its name, for messages
     */
    public static YamlValue read(String file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                throw new FileSyntaxException(file + ": the file is empty");
            }
            return new YamlValue(file, node);
        } catch (MarkedYAMLException e) {
            YamlPlace place = e.getProblemMark() == null
                    ? new YamlPlace(file, 1, 1)
                    : new YamlPlace(
                            file,
                            e.getProblemMark().getLine() + 1,
                            e.getProblemMark().getColumn() + 1);
            throw place.problem("this is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new FileSyntaxException(file + ": this is not YAML: " + e.getMessage());
        }
    }

    /**
     * Reads a text file.
     *
     * @param namedBy what names it, a setting for example: it is to blame for a file that is not there
     * @throws FileSyntaxException if there is none, or it is not UTF-8
     */
    public static String textOf(Path file, String namedBy) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new FileSyntaxException("there is no file " + file + " (" + namedBy + ")");
        } catch (CharacterCodingException e) {
            throw new FileSyntaxException(file + ": this is not UTF-8");
        } catch (IOException e) {
            throw new FileSyntaxException(file + " can't be read: " + e.getMessage());
        }
    }

    public YamlPlace place() {
        return new YamlPlace(
                file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }

    /** Where its text begins: behind the quote, where it stands in quotes. */
    public YamlPlace textPlace() {
        boolean isQuoted = node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED
                        || scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED);
        return isQuoted ? place().plus(1) : place();
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isText() {
        return node instanceof ScalarNode;
    }

    public String text() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw problem("this must be a text");
    }

    /** Whether it is a number or truth value as YAML has them, rather than a text. */
    public boolean isJsonLiteral() {
        Tag tag = node.getTag();
        return tag.equals(Tag.INT) && text().matches("-?(0|[1-9][0-9]{0,17})")
                || tag.equals(Tag.FLOAT) && text().matches("-?(0|[1-9][0-9]*)[.][0-9]+")
                || tag.equals(Tag.BOOL) && (text().equals("true") || text().equals("false"));
    }

    public int number(int least, int most) {
        if (text().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw problem("this must be a number from " + least + " to " + most + ", was '" + text() + "'");
    }

    public boolean truth() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw problem("this must be true or false, was '" + text() + "'");
        };
    }

    public List<YamlValue> list() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(each -> new YamlValue(file, each))
                    .toList();
        }
        throw problem("this must be a list");
    }

    /** Its elements, or itself where it is a text alone. */
    public List<String> texts() {
        return isText() ? List.of(text()) : list().stream().map(YamlValue::text).toList();
    }

    public Map<String, YamlValue> map() {
        if (!(node instanceof MappingNode mapping)) {
            throw problem("this must be a map of names to values");
        }
        Map<String, YamlValue> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlValue key = new YamlValue(file, tuple.getKeyNode());
            if (members.put(key.text(), new YamlValue(file, tuple.getValueNode())) != null) {
                throw key.problem("'" + key.text() + "' is there twice: leave one of them out");
            }
        }
        return members;
    }

    /** Its members, of which only these may be there. */
    public Map<String, YamlValue> map(List<String> known) {
        Map<String, YamlValue> members = map();
        members.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.problem("'" + name + "' is not known here; there are "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        });
        return members;
    }

    /** The value as JSON: numbers and truth values as they are, all else as text. */
    public String json() {
        if (isList()) {
            return "[" + list().stream().map(YamlValue::json).collect(Collectors.joining(",")) + "]";
        }
        if (isJsonLiteral()) {
            return text();
        }
        JsonBuffer json = new JsonBuffer();
        json.quoted(text().getBytes(UTF_8));
        return new String(json.toByteArray(), UTF_8);
    }

    public FileSyntaxException problem(String what) {
        return place().problem(what);
    }
}
