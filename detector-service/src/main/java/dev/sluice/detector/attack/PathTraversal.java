// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;

/** How much a text looks like the way to a file that is none of the web's. */
final class PathTraversal {

    private static final List<Sign> SIGNS = List.of(
            Sign.of("(^|[\\\\=\\s:])\\.\\.(;[^/\\\\]*)?[/\\\\]|/\\.\\.(;[^/\\\\]*[/\\\\]|\\\\)", 5),
            Sign.of("/\\.\\./", 3),
            Sign.of("(\\.\\.[/\\\\;]+){2,}|\\.\\.\\.\\.[/\\\\]+|\\.\\.;\\.?[/\\\\]", 4),
            Sign.of("\\.\\.[/\\\\].{0,200}\\.\\.[/\\\\]", 3),
            Sign.of("0x2e\\.|0x2f0x2e|\\.%00[/\\\\]|\\x00[\"']?$", 5),
            Sign.of("/etc/|etc/(passwd|shadow|group|hosts|issue|subuid|sudoers|ssh|nginx|apache|httpd|my\\.cnf)", 5),
            Sign.of(
                    "/proc/(self|\\d+|version|cmdline|net|mounts)|/sys/(class|kernel|devices|module)|/dev/(tcp|udp|shm|fd|random)|/var/(log|lib|www|spool|run)/",
                    5),
            Sign.of(
                    "(boot|win|system|php|desktop|my)\\.ini\\b|[/\\\\](windows|winnt)[/\\\\]|system32|\\binetpub\\b|web\\.config",
                    5),
            Sign.of(
                    "\\.(htaccess|htpasswd|git/|svn/|env\\b|ssh/|aws/|docker/|kube/|bash_history|bash_profile|bashrc|npmrc|netrc|pgpass|mysql_history|viminfo|zshrc|profile$)|id_(rsa|dsa|ed25519|ecdsa)\\b",
                    5),
            Sign.of(
                    "web-inf|meta-inf/|wp-config\\.php|config\\.php|settings\\.py|httpd\\.conf|nginx\\.conf|(backup|dump|database)\\.(sql|tar|zip|bak)",
                    5),
            Sign.of(
                    "(php|phar|zip|data|expect|glob|file|dict|gopher|ldap|jar|netdoc|local_file|ogg|rar|ssh2|zlib|compress\\.\\w+)://|url:file:|file:/",
                    5),
            // a file of another host, to be run here
            Sign.of("^(https?|ftps?)(://.*)?\\?+$", 5),
            Sign.of("^ftps?://[^/]", 5),
            Sign.of(
                    "^(https?|ftps?)://(\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9a-f]*:[0-9a-f:]{4,}\\]?)(:\\d+)?/.*\\.(php\\d?|txt|jsp|asp|phtml|gif|jpg|sh|exe)",
                    5),
            Sign.of("php://(filter|input|output|memory)|convert\\.base64", 4),
            Sign.of("[>;|&]\\s*/(tmp|etc|bin|usr|var|dev)/\\w", 5));

    private PathTraversal() {}

    /** @param text decoded, in lower case */
    static int score(String text) {
        return mayBe(text) ? Sign.sum(SIGNS, text) : 0;
    }

    private static boolean mayBe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("/\\.:\0".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return text.contains("web-inf")
                || text.contains("system32")
                || text.contains("inetpub")
                || text.contains("id_rsa");
    }
}
