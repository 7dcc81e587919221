// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a text looks like something for a shell: of Unix, of Windows, or of a language that runs one. */
final class CommandInjection {

    /** Programs whose names are no words of English. */
    private static final String PROGRAMS =
            "(?:ls|ps|whoami|uname|pwd|wget|curl|nc|ncat|netcat|telnet|nslookup|ifconfig|ip|netstat|ss|arp|traceroute|tracepath|bash|sh|ksh|zsh|csh|"
                    + "tcsh|busybox|python[0-9.]*|perl|ruby|php[0-9.]*|lua|gcc|cc|c89|c99|awk|gawk|mawk|sed|grep|egrep|fgrep|xargs|tee|"
                    + "vi|vim|vimdiff|ed|nano|emacs|chmod|chown|chgrp|chattr|chroot|rm|rmdir|mv|cp|ln|mkdir|mkfifo|tar|gzip|gunzip|unzip|xz|bzip2|base64|base32|openssl|"
                    + "ssh|scp|sftp|ftp|tftp|rsync|socat|ssh-copy-id|lwp-download|lwp-request|crontab|nohup|strace|ltrace|gdb|killall|pkill|pgrep|init|"
                    + "systemctl|umount|dd|fdisk|passwd|useradd|usermod|userdel|groupadd|sudo|env|printenv|eval|exec|printf|"
                    + "htop|lastlog|lastlogin|hostname|hostid|dmesg|lsof|lscpu|lsblk|lspci|lsusb|df|du|cmp|comm|uniq|nl|od|tac|"
                    + "xxd|hexdump|flock|cpulimit|rmt|rmt-tar|cscli|visudo|ansible[a-z-]*|chef-[a-z-]*|pip[x3]?|npm|npx|apt|apt-get|dpkg|rpm|yum|dnf|"
                    + "aa-[a-z]+|ipconfig|systeminfo|tasklist|taskkill|regedit|regsvr32|mshta|certutil|bitsadmin|bcdboot|rundll32|wmic|cmd(?:\\.exe)?|"
                    + "powershell(?:\\.exe)?|pwsh|cscript|wscript|iwr|iex|schtasks|icacls|attrib|xcopy|robocopy|findstr|docker|kubectl|mysql|psql|sqlite3|node|"
                    + "getent|setsid|stdbuf|gawk|jq|rvim|rview|run-parts|su|useradd|w3m|lynx|zip|zcat|zgrep|bzcat|xzcat|tclsh|gcore|ghc|ghci|irb|pdb|csvtool)";

    /** Programs whose names are: by themselves they say little. */
    private static final String WORDS =
            "(?:cat|id|who|host|ping|dig|route|dash|fish|java|make|find|tail|head|more|less|ex|touch|at|kill|reboot|shutdown|halt|service|mount|export|set|"
                    + "alias|source|echo|sleep|time|timeout|watch|top|last|finger|history|free|diff|sort|cut|fold|strings|rev|trap|perf|bridge|chef|cd|dir|type|del|"
                    + "copy|reg|net|date|test|view|split|join|paste|look|file|screen|script|nice|wall|write|yes|man|uptime|expand|pr|w|move|start|ver|tree|call)";

    private static final String ANY = "(?:" + PROGRAMS + "|" + WORDS + ")";

    /** Where a command may begin. */
    private static final String BEGIN = "(^|[;|&`(\\n]|\\$\\()\\s*[\"']?";

    /** What follows a program and no word: an option, a path, a file, a variable, an address, a redirection. */
    private static final String ARGUMENT =
            "\\s*(\\s[\"']?-{1,2}\\w|\\s[\"']?[/~$*<>]|\\s\\.{1,2}/|\\s[a-z]:\\\\|\\s[\\w./-]*/\\w|\\s\\w+\\.[a-z]\\w{1,3}\\b|\\s\\d{1,3}(\\.\\d{1,3}){3}|\\$|[<>])";

    private static final List<Sign> SIGNS = List.of(
            Sign.of(BEGIN + PROGRAMS + "[\"']?(\\s+[-/\\w\"'$%.~\\\\]|\\s*[;|&`)<>$]|\\s*$)", 3),
            Sign.of("[;|&`\\n]\\s*[\"']?" + PROGRAMS + "[\"']?(\\s|[;|&`)<>\"'$]|$)", 4),
            Sign.of("([;|&`(\\n]|\\$\\()\\s*[\"']?" + WORDS + "[\"']?" + ARGUMENT, 6),
            Sign.of(
                    "[;|&`\\n]\\s*(sleep|timeout|ping|kill|shutdown|net|echo)\\s+([-/]?\\d|\\w+=|user\\b|[\"'\\w]+\\s*[|>;])",
                    6),
            // nothing but the program behind what ends the command before: 1;id
            Sign.of("(^|[^\\s;|&])[;|`\\n&]" + WORDS + "([;|&`\\n#]|$)", 5),
            Sign.of("(\\|\\||&&|^\\s*[;|&\\n])\\s*" + WORDS + "\\s*([;|&`\\n#]|$)", 5),
            Sign.of("^" + WORDS + "\\s+--[a-z]{3,}", 5),
            Sign.of("^" + WORDS + "\\s+-[a-z]{1,3}(\\s|$)", 3),
            Sign.of("(^|\\W)/?(usr/)?(local/)?s?bin/\\w", 5),
            Sign.of(
                    "\\$\\((?!document|this|window|[\"'][.#\\w\\s>-]*[\"']\\s*\\))|\\$\\{[\\w`!#@*]+|\\$\\[|`[^`]+`|[<>]\\(\\w+",
                    5),
            Sign.of("\\$(ifs|shell|path|home|user|pwd|@|\\*|!|_|-|\\$)", 3),
            Sign.of("<<<|\\w\\$[@*!_$-]\\w|\\w(''|\"\"|``|\\\\)\\w+(\\s|$)", 5),
            Sign.of("(^|[;&|\\s])(cat|ls|more|less|head|tail|nl|tac)\\s+(-\\w+\\s+)?(/|~|\\.\\.?/)", 5),
            Sign.of("^" + PROGRAMS + "\\s+(-{1,2}\\w|/\\w)", 4),
            Sign.of(
                    "^(ls|ksh|zsh|nc|wget|chmod|nohup|strace|flock|cpulimit|ansible-[a-z-]+|chef-[a-z-]+|visudo|gunzip|ifconfig|whoami|cscli|aa-[a-z]+|netstat|nslookup|crontab|useradd|systeminfo|tasklist|ipconfig|lsof|printenv)(\\s|$)",
                    2),
            Sign.of("^(pipx?3?|apt|apt-get|yum|dnf|npm)\\s+(install|remove|download)\\s", 2),
            Sign.of("\\s-(c|exec|wrapper|e|nx|ex|decode|d)[\\s,]", 2),
            Sign.of("\\|\\s*(sh|bash|ksh|zsh|python|perl|php|nc|tee)\\b", 4),
            Sign.of("\\(\\)\\s*\\{", 6),
            Sign.of("(^|[&;|=]\\s*|\\s)for\\s+(/[a-z]\\s+)?.{0,60}?%{1,2}\\S+\\s+in\\s+\\(", 6),
            Sign.of("(^|=|[&;|]\\s*)if\\s*(/i\\s*)?\\s*(not\\s+)?(exist|defined|errorlevel|cmdextversion)\\s", 6),
            Sign.of("(^|=|[&;|]\\s*)if\\s*(/i\\s+)?(not\\s+)?\\S.*?(==\\S|\\s(equ|neq|lss|leq|gtr|geq)\\s)", 5),
            Sign.of("(^|=|[&;|]\\s*)if\\s+(/i\\s+)?(not\\s+)?([\"%!][^=]*|\\(\\w+\\)\\s*)==", 5),
            Sign.of("(^|\\W)alias\\s+(-\\w+\\s+)?[\"']?[\\w-]+[\"']?=", 5),
            Sign.of("(^|[;|&`])\\s*cd\\s+(/|~|\\.\\.)", 5),
            Sign.of(
                    "(^|[;|&`])\\s*(time|timeout|nice|exec|command|watch|builtin)\\s+((-\\S+|\\d+)\\s+)*" + PROGRAMS
                            + "(\\s|$)",
                    3),
            Sign.of(
                    "(system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|subprocess\\.\\w+|os\\.system|runtime\\.getruntime|processbuilder)([(.]|\\s+\\(\\s*['\"$])",
                    6),
            Sign.of(
                    "(invoke-(webrequest|expression|command|restmethod)|new-object|downloadstring|start-process|get-content|set-executionpolicy|-encodedcommand)",
                    6),
            Sign.of("powershell(\\.exe)?\\s|cmd(\\.exe)?\\s*/[ck]|(^|[^\\w])[a-z]:\\\\\\w", 4),
            Sign.of("<!--#\\s*exec|<\\?php|\\{\\{.*\\}\\}|\\$\\{jndi:|\\$\\{(lower|upper|env|sys|java|::-)", 7),
            Sign.of("/\\?{1,4}[\\w?]*/\\??[\\w?]+|/\\[[\\w-]+\\]\\w|\\[[/\\w]*/+\\w*\\]", 5),
            Sign.of(
                    "\\{,?[a-z]+(,[\\w.-]+)*,[\\w.-]*/[\\w./-]*(,[\\w./-]+)*\\}|\\{,?" + PROGRAMS
                            + ",[^{}]+\\}|\\{,[a-z]\\w*\\}",
                    5),
            Sign.of(
                    "[\\r\\n]+\\s*(ehlo|helo|mail\\s+from|rcpt\\s+to|quit|a\\w*\\d+\\s+\\w+|z\\d+\\s+\\w+|apop|top\\s+\\d|list\\s+\\d|help\\s+\\w)",
                    6),
            Sign.of("^~([+-]?\\d*)$", 5),
            Sign.of("^!\\d+$", 5),
            Sign.of(":\\(\\)|\\w\\(\\)\\s*\\{\\s*\\w+", 3));

    private static final Pattern FIRST = Pattern.compile("\\s*" + ANY + "(\\s|$)|if\\s|for\\s");

    /** A word at a command's place with quotes, backslashes, carets or empty variables in it: {@code c'a't}, {@code w\ho}, {@code n^et}. */
    private static final Pattern DISGUISED =
            Pattern.compile("(?:^|[;|&`\\n=(])\\s*([a-z0-9'\"\\\\^.$@*!`-]{2,40})(?=[\\s;|&<>)]|$)");

    private static final Pattern DISGUISE = Pattern.compile("['\"\\\\^]|``|\\$[@*!]");

    private static final Pattern PROGRAM = Pattern.compile(ANY);

    private static final int DISGUISED_WEIGHT = 6;

    private CommandInjection() {}

    /** @param text decoded, in lower case */
    static int score(String text) {
        return mayBe(text) ? Sign.sum(SIGNS, text) + disguised(text) : 0;
    }

    private static int disguised(String text) {
        Matcher words = DISGUISED.matcher(text);
        while (words.find()) {
            String word = words.group(1);
            String plain = DISGUISE.matcher(word).replaceAll("");
            if (plain.length() < word.length()
                    && isBalanced(word, '\'')
                    && isBalanced(word, '"')
                    && !word.substring(1, word.length() - 1).equals(plain)
                    && PROGRAM.matcher(plain).matches()) {
                return DISGUISED_WEIGHT;
            }
        }
        return 0;
    }

    private static boolean isBalanced(String word, char quote) {
        return word.chars().filter(c -> c == quote).count() % 2 == 0;
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
