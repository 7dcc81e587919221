// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;

/**
 * Finds secrets and personal data in UTF-8 text by their shape, in one pass and in time proportional to the text. What has no shape, such as a
 * name or a password in prose, is not found. Thread-safe.
 */
public final class SensitiveText {

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(US_ASCII);
    private static final byte[] PRIVATE_KEY = "PRIVATE KEY".getBytes(US_ASCII);
    private static final byte[] END = "-----END ".getBytes(US_ASCII);
    private static final int LONGEST_LABEL = 40;
    private static final int AWS_KEY_LENGTH = 20;
    private static final int SHORTEST_JWT_PART = 10;
    private static final int LONGEST_LOCAL_PART = 64;

    private final Set<Detector> wanted;
    private final SecretValues secrets;

    public SensitiveText(Set<Detector> wanted) {
        this.wanted = wanted.isEmpty() ? EnumSet.noneOf(Detector.class) : EnumSet.copyOf(wanted);
        secrets = new SecretValues(this.wanted);
    }

    /** The text with each find of any detector replaced by its {@link Detector#placeholder}; itself where there is none. */
    public static byte[] hide(byte[] text) {
        Finds finds = new Finds();
        new SensitiveText(EnumSet.allOf(Detector.class)).find(text, 0, text.length, finds);
        if (finds.count() == 0) {
            return text;
        }
        ByteArrayOutputStream hidden = new ByteArrayOutputStream(text.length);
        int at = 0;
        for (int i = 0; i < finds.count(); i++) {
            hidden.write(text, at, finds.from(i) - at);
            hidden.writeBytes(finds.by(i).placeholder().getBytes(US_ASCII));
            at = finds.to(i);
        }
        hidden.write(text, at, text.length - at);
        return hidden.toByteArray();
    }

    /** Looks at [from, to); what {@code finds} held is gone. */
    public void find(byte[] text, int from, int to, Finds finds) {
        finds.clear();
        for (int i = from; i < to; i++) {
            byte b = text[i];
            boolean startsWord = i == from || !Ascii.isWord(text[i - 1]);
            switch (b) {
                case '@' -> atSign(text, from, to, i, 1, finds);
                case '%' -> {
                    if (i + 2 < to && text[i + 1] == '4' && text[i + 2] == '0') {
                        atSign(text, from, to, i, 3, finds);
                    }
                }
                case ':', '=' -> secrets.find(text, from, to, i, finds);
                case '+' -> {
                    if (startsWord && wanted.contains(Detector.PHONE)) {
                        add(i, AccountNumbers.endOfInternational(text, i, to), Detector.PHONE, finds);
                    }
                }
                case '(' -> phone(text, to, i, startsWord, finds);
                case '-' -> privateKey(text, to, i, finds);
                default -> {
                    if (startsWord) {
                        word(text, from, to, i, finds);
                    }
                }
            }
            // What was found is not looked at again, so that no text takes more than one pass.
            i = finds.count() == 0 ? i : Math.max(i, finds.to(finds.count() - 1) - 1);
        }
    }

    /** What starts with a digit or letter. */
    private void word(byte[] text, int from, int to, int at, Finds finds) {
        byte b = text[at];
        if (Ascii.isDigit(b)) {
            boolean isFraction = at > from + 1 && text[at - 1] == '.' && Ascii.isDigit(text[at - 2]);
            if (!isFraction && wanted.contains(Detector.CARD) && isNotBehindDigits(text, from, at)) {
                add(at, AccountNumbers.endOfCard(text, at, to), Detector.CARD, finds);
            }
            phone(text, to, at, isNotBehindDigits(text, from, at) && !isFraction, finds);
        } else if (Ascii.isUpper(b)) {
            if (wanted.contains(Detector.IBAN)) {
                add(at, AccountNumbers.endOfIban(text, at, to), Detector.IBAN, finds);
            }
            if (b == 'A' && wanted.contains(Detector.AWS_KEY)) {
                awsKey(text, to, at, finds);
            }
            if (b == 'B') {
                secrets.findBearer(text, to, at, finds);
            }
        } else if (b == 'e' && wanted.contains(Detector.JWT) && (at == from || !Ascii.isBase64Url(text[at - 1]))) {
            jwt(text, to, at, finds);
        } else if (b == 'b') {
            secrets.findBearer(text, to, at, finds);
        }
    }

    /** A group of digits that is joined to digits before it starts no number. */
    private static boolean isNotBehindDigits(byte[] text, int from, int at) {
        return at < from + 2 || text[at - 1] != '-' || !Ascii.isDigit(text[at - 2]);
    }

    private void phone(byte[] text, int to, int at, boolean mayStart, Finds finds) {
        if (mayStart && wanted.contains(Detector.PHONE)) {
            add(at, AccountNumbers.endOfNorthAmerican(text, at, to), Detector.PHONE, finds);
        }
    }

    private static void add(int from, int to, Detector detector, Finds finds) {
        if (to > from) {
            finds.add(from, to, detector);
        }
    }

    private void atSign(byte[] text, int from, int to, int at, int length, Finds finds) {
        if (length == 1) {
            secrets.findInUrl(text, from, at, finds);
        }
        if (!wanted.contains(Detector.EMAIL)) {
            return;
        }
        int local = at;
        while (local > from && at - local < LONGEST_LOCAL_PART && isLocal(text[local - 1])) {
            local--;
        }
        while (local < at && text[local] == '.') {
            local++;
        }
        int end = endOfDomain(text, at + length, to);
        if (local < at && end > at) {
            finds.add(local, end, Detector.EMAIL);
        }
    }

    private static boolean isLocal(byte b) {
        return Ascii.isWord(b) || b == '.' || b == '_' || b == '%' || b == '+' || b == '-';
    }

    /** Index behind the host name at {@code from} that has at least two labels, of which the last is of letters; -1 where there is none. */
    private static int endOfDomain(byte[] text, int from, int to) {
        int i = from;
        int label = from;
        int labels = 0;
        int end = -1;
        while (i <= to) {
            boolean inLabel = i < to && (Ascii.isWord(text[i]) || text[i] == '-');
            if (!inLabel) {
                if (i == label) {
                    break;
                }
                labels++;
                if (labels > 1 && isTopLevel(text, label, i)) {
                    end = i;
                }
                if (i == to || text[i] != '.') {
                    break;
                }
                label = i + 1;
            }
            i++;
        }
        return end;
    }

    private static boolean isTopLevel(byte[] text, int from, int to) {
        if (to - from < 2) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Ascii.isDigit(text[i]) || text[i] == '-') {
                return Ascii.startsWith(text, from, to, "xn--");
            }
        }
        return !isImage(text, from, to);
    }

    /** Images for dense displays are named {@code logo@2x.png}. */
    private static boolean isImage(byte[] text, int from, int to) {
        return to - from == 3
                        && (Ascii.startsWith(text, from, to, "png")
                                || Ascii.startsWith(text, from, to, "jpg")
                                || Ascii.startsWith(text, from, to, "gif")
                                || Ascii.startsWith(text, from, to, "svg"))
                || to - from == 4
                        && (Ascii.startsWith(text, from, to, "webp") || Ascii.startsWith(text, from, to, "jpeg"));
    }

    private static void awsKey(byte[] text, int to, int at, Finds finds) {
        boolean isKind = Ascii.startsWith(text, at, to, "akia")
                || Ascii.startsWith(text, at, to, "asia")
                || Ascii.startsWith(text, at, to, "abia")
                || Ascii.startsWith(text, at, to, "acca");
        if (!isKind || to - at < AWS_KEY_LENGTH) {
            return;
        }
        for (int i = at; i < at + AWS_KEY_LENGTH; i++) {
            if (!Ascii.isUpper(text[i]) && !Ascii.isDigit(text[i])) {
                return;
            }
        }
        int end = at + AWS_KEY_LENGTH;
        if (end == to || !Ascii.isWord(text[end])) {
            finds.add(at, end, Detector.AWS_KEY);
        }
    }

    /** Header and payload are JSON objects, whose first bytes are always encoded alike. */
    private static void jwt(byte[] text, int to, int at, Finds finds) {
        if (!isEncodedObject(text, at, to)) {
            return;
        }
        int headerEnd = endOfBase64Url(text, at, to);
        if (headerEnd - at < SHORTEST_JWT_PART
                || headerEnd == to
                || text[headerEnd] != '.'
                || !isEncodedObject(text, headerEnd + 1, to)) {
            return;
        }
        int payloadEnd = endOfBase64Url(text, headerEnd + 1, to);
        int end = payloadEnd < to && text[payloadEnd] == '.' ? endOfBase64Url(text, payloadEnd + 1, to) : payloadEnd;
        finds.add(at, end, Detector.JWT);
    }

    private static boolean isEncodedObject(byte[] text, int at, int to) {
        return to - at > 3 && text[at] == 'e' && (text[at + 1] == 'y' && text[at + 2] == 'J' || text[at + 1] == 'w');
    }

    private static int endOfBase64Url(byte[] text, int from, int to) {
        int i = from;
        while (i < to && Ascii.isBase64Url(text[i])) {
            i++;
        }
        return i;
    }

    private void privateKey(byte[] text, int to, int at, Finds finds) {
        if (!wanted.contains(Detector.PRIVATE_KEY) || !isAt(text, at, to, BEGIN)) {
            return;
        }
        int label = at + BEGIN.length;
        int key = indexOf(text, label, Math.min(to, label + LONGEST_LABEL), PRIVATE_KEY);
        if (key < 0) {
            return;
        }
        int end = indexOf(text, key, to, END);
        if (end >= 0) {
            int last = indexOf(text, end, to, PRIVATE_KEY);
            end = last < 0 ? to : Math.min(to, last + PRIVATE_KEY.length + 5);
        }
        finds.add(at, end < 0 ? to : end, Detector.PRIVATE_KEY);
    }

    private static int indexOf(byte[] text, int from, int to, byte[] wanted) {
        for (int i = from; i + wanted.length <= to; i++) {
            if (isAt(text, i, to, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] text, int at, int to, byte[] wanted) {
        if (to - at < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (text[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
