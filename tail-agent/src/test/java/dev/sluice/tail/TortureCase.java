// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import dev.sluice.tail.testing.LogWriter;
import java.util.Locale;

/** What is done to files, round after round. */
enum TortureCase {
    CREATE("create"),
    COPYTRUNCATE("copytruncate"),
    COMPRESS("create\ncompress"),
    DELAYCOMPRESS("create\ncompress\ndelaycompress"),
    COPYTRUNCATE_COMPRESS("copytruncate\ncompress"),
    DATEEXT("create\ndateext\ndateformat -%Y%m%d-%s"),
    DATEEXT_EXTENSION("create\ndateext\ndateformat -%Y%m%d-%s\nextension .log"),
    DATEEXT_EXTENSION_COPYTRUNCATE("copytruncate\ndateext\ndateformat -%Y%m%d-%s\nextension .log"),
    OLDDIR("create\nolddir old\ncreateolddir 0755 root root"),
    SHAREDSCRIPTS("create\nsharedscripts\npostrotate\n  true\nendscript"),
    START_0("create\nstart 0"),
    RSYNC(LogWriter::rsync, false),
    RENAME_OVER(LogWriter::renameOver, false),
    BANNER(LogWriter::restartWithBanner, true),
    SHORTER_REWRITE(LogWriter::rewriteShorter, true),
    SAME_LENGTH_REWRITE(LogWriter::rewriteAtTheSameLength, true),
    LINK(LogWriter::switchLink, true),
    SHORT_LIVED(LogWriter::liveShortly, true),
    APPENDED_MEMBER(LogWriter::appendMember, false),
    CUT_EVENT(LogWriter::cutEvent, false);

    private final Work work;
    private final boolean destroys;

    TortureCase(String directives) {
        this.work = (writer, round) -> writer.rotate(directives, round);
        this.destroys = false;
    }

    TortureCase(Work work, boolean destroys) {
        this.work = work;
        this.destroys = destroys;
    }

    private interface Work {
        void round(LogWriter writer, int round) throws Exception;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    void round(LogWriter writer, int round) throws Exception {
        work.round(writer, round);
    }

    /** Whether it may be done while no agent runs, and nothing is lost by that. */
    boolean unseen() {
        return this != SHORT_LIVED;
    }

    /** Whether it destroys lines that nobody may have read yet: those are gone, whoever looks. */
    boolean destroys() {
        return destroys;
    }
}
