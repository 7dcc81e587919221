// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service says of itself at {@code /actuator/prometheus}; nothing where it does not answer. */
public final class ServiceMetrics {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{.*})? (\\S+)");

    private final List<Sample> samples;

    /** @param labels as in the text, braces included; empty where there are none */
    private record Sample(String name, String labels, double value) {}

    private ServiceMetrics(List<Sample> samples) {
        this.samples = samples;
    }

    /**
     * Asks a service, and waits five seconds for its answer.
     *
     * @param authorization the header that says who we are; null where it asks nobody
     */
    public static ServiceMetrics of(HttpClient http, URI service, String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(service.resolve("/actuator/prometheus")).timeout(PATIENCE);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return parse(answer.statusCode() == 200 ? answer.body() : "");
        } catch (IOException e) {
            return parse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return parse("");
        }
    }

    /** Of several instances of a service: the series of all of them. */
    static ServiceMetrics together(List<ServiceMetrics> instances) {
        return new ServiceMetrics(instances.stream()
                .flatMap(instance -> instance.samples.stream())
                .toList());
    }

    /** Reads Prometheus' text format, comments and what cannot be read left out. */
    public static ServiceMetrics parse(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                try {
                    String labels = sample.group(2) == null ? "" : sample.group(2);
                    samples.add(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
                } catch (NumberFormatException ignored) {
                    // +Inf is the name of a bucket, and of nothing that is asked for here.
                }
            }
        });
        return new ServiceMetrics(samples);
    }

    /** Of all series of a name that have all these labels, each written as {@code name="value"}. */
    public OptionalDouble sum(String name, String... labels) {
        double[] values = values(name, labels);
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum(values));
    }

    /** The largest of them. */
    public OptionalDouble max(String name, String... labels) {
        OptionalDouble max = OptionalDouble.empty();
        for (double value : values(name, labels)) {
            max = OptionalDouble.of(Math.max(value, max.orElse(value)));
        }
        return max;
    }

    /** The sum for each value of a label. */
    Map<String, Double> sumBy(String label, String name) {
        Pattern value = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"");
        Map<String, Double> sums = new TreeMap<>();
        samples.stream().filter(sample -> sample.name.equals(name)).forEach(sample -> {
            Matcher found = value.matcher(sample.labels);
            sums.merge(found.find() ? found.group(1) : "", sample.value, Double::sum);
        });
        return sums;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private double[] values(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name))
                .filter(sample -> List.of(labels).stream().allMatch(sample.labels::contains))
                .mapToDouble(Sample::value)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }
}
