// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

/** What a request may try. The techniques are those of MITRE ATT&amp;CK for Enterprise, version 17. */
public enum AttackClass {
    SQL_INJECTION("sql-injection", "SQL injection", "T1190", "Exploit Public-Facing Application"),
    CROSS_SITE_SCRIPTING("cross-site-scripting", "cross-site scripting", "T1059.007", "JavaScript"),
    PATH_TRAVERSAL("path-traversal", "path traversal", "T1083", "File and Directory Discovery"),
    COMMAND_INJECTION("command-injection", "command injection", "T1059", "Command and Scripting Interpreter");

    private final String label;
    private final String words;
    private final String technique;
    private final String techniqueName;

    AttackClass(String label, String words, String technique, String techniqueName) {
        this.label = label;
        this.words = words;
        this.technique = technique;
        this.techniqueName = techniqueName;
    }

    /** The name in alerts and settings, such as {@code sql-injection}. */
    public String label() {
        return label;
    }

    /** For people to read, within a sentence. */
    public String words() {
        return words;
    }

    /** ECS {@code threat.technique.id}. */
    public String technique() {
        return technique;
    }

    /** ECS {@code threat.technique.name}. */
    public String techniqueName() {
        return techniqueName;
    }
}
