// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;
import java.util.regex.Pattern;

/** How much a text looks like something for a shell: of Unix, of Windows, or of a language that runs one. */
final class CommandInjection {

    /** Programs that say what a line is for, wherever they stand first in a command. */
    private static final String PROGRAMS =
            "(?:cat|ls|id|ps|who|whoami|uname|pwd|wget|curl|nc|ncat|netcat|telnet|ping|nslookup|dig|host|ifconfig|ip|netstat|ss|route|arp|bash|sh|ksh|zsh|csh|"
                    + "tcsh|dash|fish|busybox|python[0-9.]*|perl|ruby|php[0-9.]*|node|lua|java|gcc|cc|c89|c99|make|awk|gawk|sed|grep|egrep|find|xargs|tee|tail|head|more|"
                    + "less|vi|vim|ex|ed|nano|emacs|chmod|chown|chattr|rm|rmdir|mv|cp|ln|mkdir|mkfifo|touch|tar|gzip|gunzip|unzip|zip|xz|bzip2|base64|base32|openssl|"
                    + "ssh|scp|sftp|ftp|tftp|rsync|ssh-copy-id|lwp-download|lwp-request|crontab|at|nohup|strace|ltrace|gdb|kill|killall|pkill|reboot|shutdown|halt|init|"
                    + "systemctl|service|mount|umount|dd|fdisk|passwd|useradd|usermod|groupadd|su|sudo|env|export|printenv|set|alias|eval|exec|source|echo|printf|"
                    + "sleep|time|timeout|watch|top|htop|lastlog|lastlogin|last|finger|history|hostname|dmesg|lsof|df|du|free|cmp|comm|diff|sort|uniq|cut|fold|nl|od|"
                    + "xxd|hexdump|strings|rev|tac|flock|cpulimit|trap|rmt|rmt-tar|cscli|visudo|ansible[a-z-]*|chef[a-z-]*|pip[x3]?|npm|apt|apt-get|yum|dnf|perf|bridge|"
                    + "aa-[a-z]+|cd|dir|type|del|copy|ipconfig|systeminfo|tasklist|regedit|reg|regsvr32|mshta|certutil|bitsadmin|bcdboot|rundll32|wmic|net|cmd(?:\\.exe)?|"
                    + "powershell(?:\\.exe)?|pwsh|cscript|wscript|iwr|iex)";

    private static final List<Sign> SIGNS = List.of(
            Sign.of(
                    "(^|[;|&`(\\n]|\\$\\()\\s*[\"']?" + PROGRAMS + "[\"']?(\\s+[-/\\w\"'$.~\\\\]|\\s*[;|&`)<>]|\\s*$)",
                    3),
            Sign.of("[;|&`\\n]\\s*[\"']?" + PROGRAMS + "[\"']?(\\s|[;|&`)<>\"']|$)", 4),
            Sign.of("(^|\\W)/?(usr/)?(local/)?s?bin/\\w", 5),
            Sign.of("\\$\\(|\\$\\{[\\w`!#@*]+|\\$\\[|`[^`]+`|[<>]\\(\\w+", 5),
            Sign.of("\\$(ifs|shell|path|home|user|pwd|@|\\*|!|_|-|\\$|\\d)", 3),
            Sign.of("<<<|\\w\\$[@*!_$-]\\w|\\w(''|\"\"|``|\\\\)\\w+(\\s|$)", 5),
            Sign.of("(^|[;&|\\s])(cat|ls|more|less|head|tail|nl|tac)\\s+(-\\w+\\s+)?[/~.]", 5),
            Sign.of("^" + PROGRAMS + "\\s+(-{1,2}\\w|/\\w)", 4),
            Sign.of(
                    "^(cat|ls|bash|sh|ksh|zsh|nc|wget|curl|chmod|nohup|strace|perf|flock|cpulimit|ansible[a-z-]*|chef-?[a-z]*|visudo|alias|gunzip|ifconfig|whoami|cscli|aa-[a-z]+)(\\s|$)",
                    2),
            Sign.of("\\s-(c|exec|wrapper|e|nx|ex|decode|d)[\\s,]", 2),
            Sign.of("\\|\\s*(sh|bash|ksh|zsh|python|perl|php|nc|tee)\\b", 4),
            Sign.of("\\(\\)\\s*\\{", 6),
            Sign.of("(^|[&;|=]\\s*|\\s)for\\s+(/[a-z]\\s+)?.{0,60}?%{1,2}\\S+\\s+in\\s+\\(", 6),
            Sign.of("(^|=|[&;|]\\s*)if\\s*(/i\\s*)?\\s*(not\\s+)?(exist|defined|errorlevel|cmdextversion)\\s", 6),
            Sign.of("(^|=|[&;|]\\s*)if\\s*(/i\\s+)?(not\\s+)?\\S.*?(==|\\s(equ|neq|lss|leq|gtr|geq)\\s)", 5),
            Sign.of(
                    "(system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|subprocess\\.\\w+|os\\.system|runtime\\.getruntime|processbuilder)([(.]|\\s+\\(\\s*['\"$])",
                    6),
            Sign.of(
                    "(invoke-(webrequest|expression|command|restmethod)|new-object|downloadstring|start-process|get-content|set-executionpolicy|-encodedcommand)",
                    6),
            Sign.of("powershell(\\.exe)?\\s|cmd(\\.exe)?\\s*/[ck]|[a-z]:\\\\\\w", 4),
            Sign.of("<!--#\\s*exec|<\\?php|\\{\\{.*\\}\\}|\\$\\{jndi:|\\$\\{(lower|upper|env|sys|java|::-)", 7),
            Sign.of("/\\?{1,4}[\\w?]*/\\??[\\w?]+|/\\[\\w+\\]\\w|\\[[/\\w]*/+\\w*\\]", 5),
            Sign.of("\\{,?\\w+(,[\\w./-]+)+\\}|\\{,\\w+\\}", 5),
            Sign.of("(^|[\\s=])['\"]\\w{1,3}['\"]\\w{1,8}(\\s|$)", 4),
            Sign.of(
                    "[\\r\\n]+\\s*(ehlo|helo|mail\\s+from|rcpt\\s+to|quit|a\\w*\\d+\\s+\\w+|z\\d+\\s+\\w+|apop|top\\s+\\d|list\\s+\\d|help\\s+\\w)",
                    6),
            Sign.of("^~([+-]?\\d*)$", 5),
            Sign.of("^!\\d+$", 5),
            Sign.of(":\\(\\)|\\w\\(\\)\\s*\\{\\s*\\w+", 3));

    private static final Pattern FIRST = Pattern.compile("\\s*" + PROGRAMS + "(\\s|$)|if\\s|for\\s");

    private CommandInjection() {}

    /** @param text decoded, in lower case */
    static int score(String text) {
        return mayBe(text) ? Sign.sum(SIGNS, text) : 0;
    }

    /** A shell's characters, or a program's name at the beginning. */
    private static boolean mayBe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (";|&`$<>({}\\/\n\r~'\"%[=".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return text.startsWith("!")
                || text.contains("invoke-")
                || FIRST.matcher(text).lookingAt();
    }
}
