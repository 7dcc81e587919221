// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** User agents, the most usual first: browsers in many versions, crawlers, tools. */
final class UserAgents {

    private static final List<String> TEMPLATES = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.%d Safari/605.1.15",
            "Mozilla/5.0 (X11; Linux x86_64; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1$d.0.0.0 Safari/537.36 Edg/%1$d.0.0.0");
    private static final List<String> TOOLS = List.of(
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "curl/8.5.0",
            "-",
            "python-requests/2.32.3",
            "Go-http-client/2.0",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "kube-probe/1.33",
            "Prometheus/3.5.0",
            "Java-http-client/25",
            "\\\"quoted agent\\\" with \\\\ and \\t",
            "Wget/1.24.5",
            "Apache-HttpClient/5.5 (Java/21)");

    private UserAgents() {}

    static List<String> all() {
        Stream<String> browsers = IntStream.range(0, 40)
                .boxed()
                .flatMap(version -> TEMPLATES.stream()
                        .map(template -> String.format(
                                template,
                                template.contains("OS 18") || template.contains("17.%d")
                                        ? version % 7
                                        : 148 - version)));
        List<String> list = new ArrayList<>(browsers.toList());
        for (int i = 0; i < TOOLS.size(); i++) {
            list.add(3 + i * 3, TOOLS.get(i));
        }
        return list.stream().distinct().toList();
    }
}
