// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sluice.model.sensitive.Detector;
import dev.sluice.model.sensitive.Finds;
import dev.sluice.model.sensitive.SecretNames;
import dev.sluice.model.sensitive.SensitiveText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The parts of a text that detectors find or an expression fits, and what takes their place. Thread-safe.
 *
 * @param wanted what {@code detectors} look for
 * @param detectors null where there are none
 * @param pattern null where there is none; its first group is the part where it has one, else all that it fits
 * @param mask of a part; null stands for the detector's placeholder
 */
record SensitiveParts(Set<Detector> wanted, SensitiveText detectors, Pattern pattern, Placeholder mask) {

    /** A part that was hidden, and what by. */
    record Hidden(byte[] text, byte[] mask) {}

    /**
     * Hides the parts of a text.
     *
     * @param hidden gets what was hidden
     * @param everywhere whether all texts of the event are looked at: then only what a name gave away has to be looked for in the others
     * @return the text without them, or null where there are none
     */
    byte[] hide(EventDraft event, int nameFrom, int nameTo, List<Hidden> hidden, boolean everywhere) {
        byte[] text = event.text;
        int from = event.textFrom;
        int to = event.textTo;
        Detector named = detectors == null || nameFrom == 0 ? null : SecretNames.of(event.json(), nameFrom, nameTo);
        if (named != null && wanted.contains(named)) {
            return hideNamed(event.copyOfText(), named, hidden);
        }
        List<Hidden> toLookFor = everywhere ? new ArrayList<>() : hidden;
        byte[] changed = null;
        if (detectors != null) {
            Finds finds = new Finds();
            detectors.find(text, from, to, finds);
            if (finds.count() > 0) {
                changed = hideFinds(text, from, to, finds, toLookFor);
            }
        }
        if (pattern == null) {
            return changed;
        }
        byte[] rest = changed == null ? Arrays.copyOfRange(text, from, to) : changed;
        byte[] fitted = hideFits(rest, toLookFor);
        return fitted == null ? changed : fitted;
    }

    private byte[] hideNamed(byte[] text, Detector named, List<Hidden> hidden) {
        byte[] replacement = maskOf(named, text);
        if (text.length == 0 || Arrays.equals(text, replacement)) {
            return null;
        }
        hidden.add(new Hidden(text, replacement));
        return replacement;
    }

    private byte[] hideFinds(byte[] text, int from, int to, Finds finds, List<Hidden> hidden) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(to - from);
        int at = from;
        boolean isChanged = false;
        for (int i = 0; i < finds.count(); i++) {
            byte[] part = Arrays.copyOfRange(text, finds.from(i), finds.to(i));
            byte[] replacement = maskOf(finds.by(i), part);
            changed.write(text, at, finds.from(i) - at);
            changed.writeBytes(replacement);
            at = finds.to(i);
            if (!Arrays.equals(part, replacement)) {
                hidden.add(new Hidden(part, replacement));
                isChanged = true;
            }
        }
        changed.write(text, at, to - at);
        return isChanged ? changed.toByteArray() : null;
    }

    private byte[] maskOf(Detector detector, byte[] part) {
        return mask == null ? detector.placeholder().getBytes(US_ASCII) : mask.of(part);
    }

    private byte[] hideFits(byte[] text, List<Hidden> hidden) {
        Matcher matcher = pattern.matcher(text);
        ByteArrayOutputStream changed = new ByteArrayOutputStream(text.length);
        int group = pattern.groupCount() > 0 ? 1 : 0;
        int at = 0;
        while (matcher.find()) {
            int start = matcher.start(group);
            if (start >= at && matcher.end(group) > start) {
                byte[] part = Arrays.copyOfRange(text, start, matcher.end(group));
                byte[] replacement = mask == null ? Placeholder.ALL : mask.of(part);
                hidden.add(new Hidden(part, replacement));
                changed.write(text, at, start - at);
                changed.writeBytes(replacement);
                at = matcher.end(group);
            }
        }
        if (at == 0) {
            return null;
        }
        changed.write(text, at, text.length - at);
        return changed.toByteArray();
    }
}
