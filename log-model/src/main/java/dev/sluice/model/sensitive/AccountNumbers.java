// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

/** Numbers of cards, accounts and telephones. */
final class AccountNumbers {

    private static final int MOST_CARD_DIGITS = 19;
    private static final int MOST_PHONE_DIGITS = 15;
    private static final int FEWEST_PHONE_DIGITS = 8;

    /** Lengths of IBANs behind their countries (SWIFT IBAN registry). */
    private static final String IBAN_LENGTHS =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20"
                    + " EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30"
                    + " KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24"
                    + " PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
                    + " VG24 XK20 YE30";

    private AccountNumbers() {}

    /** Index behind the card number that starts at {@code at}, a digit without a word before it; or {@code at}. */
    static int endOfCard(byte[] text, int at, int to) {
        int digits = 0;
        int sum = 0;
        int[] values = new int[MOST_CARD_DIGITS];
        int i = at;
        int end = at;
        while (i < to && digits <= MOST_CARD_DIGITS) {
            if (Ascii.isDigit(text[i])) {
                if (digits == MOST_CARD_DIGITS) {
                    return at;
                }
                values[digits++] = text[i] - '0';
                end = ++i;
            } else if ((text[i] == ' ' || text[i] == '-') && i + 1 < to && Ascii.isDigit(text[i + 1]) && digits >= 3) {
                i++;
            } else {
                break;
            }
        }
        if (end < to && (Ascii.isWord(text[end]) || text[end] == '.' && end + 1 < to && Ascii.isDigit(text[end + 1]))) {
            return at;
        }
        if (!isCard(values, digits)) {
            return at;
        }
        for (int d = 0; d < digits; d++) {
            int value = values[digits - 1 - d];
            sum += d % 2 == 0 ? value : value > 4 ? 2 * value - 9 : 2 * value;
        }
        return sum % 10 == 0 ? end : at;
    }

    private static boolean isCard(int[] values, int digits) {
        if (digits < 13) {
            return false;
        }
        int two = 10 * values[0] + values[1];
        int four = 100 * two + 10 * values[2] + values[3];
        return switch (values[0]) {
            case 2 -> four >= 2221 && four <= 2720 && digits == 16;
            case 3 ->
                two == 34 || two == 37
                        ? digits == 15
                        : two == 35 ? digits >= 16 : digits >= 14 && two != 31 && two != 32;
            case 4 -> digits == 13 || digits == 16 || digits == 19;
            case 5 -> two <= 55 && two >= 51 ? digits == 16 : two != 54 && digits >= 13;
            case 6 -> digits >= 13;
            default -> false;
        };
    }

    /** Index behind the IBAN that starts at {@code at}, an upper-case letter without a word before it; or {@code at}. */
    static int endOfIban(byte[] text, int at, int to) {
        if (to - at < 15
                || !Ascii.isUpper(text[at + 1])
                || !Ascii.isDigit(text[at + 2])
                || !Ascii.isDigit(text[at + 3])) {
            return at;
        }
        int entry = IBAN_LENGTHS.indexOf(new String(new char[] {(char) text[at], (char) text[at + 1]}));
        if (entry < 0 || entry % 5 != 0) {
            return at;
        }
        int length = Integer.parseInt(IBAN_LENGTHS.substring(entry + 2, entry + 4));
        char[] account = new char[length];
        int count = 0;
        int i = at;
        while (i < to && count < length) {
            byte b = text[i];
            if (Ascii.isDigit(b) || Ascii.isUpper(b)) {
                account[count++] = (char) b;
            } else if (b != ' ' || count % 4 != 0) {
                return at;
            }
            i++;
        }
        if (count < length || i < to && Ascii.isWord(text[i])) {
            return at;
        }
        int rest = 0;
        for (int c = 0; c < length; c++) {
            char each = account[(c + 4) % length];
            rest = each <= '9' ? (10 * rest + each - '0') % 97 : (100 * rest + each - 'A' + 10) % 97;
        }
        return rest == 1 ? i : at;
    }

    /** Index behind the telephone number that starts with the {@code +} at {@code at}; or {@code at}. */
    static int endOfInternational(byte[] text, int at, int to) {
        int digits = 0;
        int end = at;
        int i = at + 1;
        if (i >= to || !Ascii.isDigit(text[i]) || text[i] == '0') {
            return at;
        }
        while (i < to && digits <= MOST_PHONE_DIGITS) {
            byte b = text[i];
            if (Ascii.isDigit(b)) {
                digits++;
                end = i + 1;
            } else if (!isSeparator(b) || i - end >= 2) {
                break;
            }
            i++;
        }
        boolean fits = digits >= FEWEST_PHONE_DIGITS && digits <= MOST_PHONE_DIGITS;
        return fits && (end == to || !Ascii.isWord(text[end]) && text[end] != ':') ? end : at;
    }

    /** Index behind {@code (212) 555-0100} or {@code 212-555-0100} at {@code at}; or {@code at}. */
    static int endOfNorthAmerican(byte[] text, int at, int to) {
        int i = at;
        boolean inBrackets = text[i] == '(';
        i += inBrackets ? 1 : 0;
        if (!isDigits(text, i, 3, to) || text[i] < '2') {
            return at;
        }
        i += 3;
        if (inBrackets) {
            if (i >= to || text[i] != ')') {
                return at;
            }
            i++;
            i += i < to && text[i] == ' ' ? 1 : 0;
        } else if (i < to && (text[i] == '-' || text[i] == '.')) {
            i++;
        } else {
            return at;
        }
        if (!isDigits(text, i, 3, to) || text[i] < '2' || i + 3 >= to || text[i + 3] != '-' && text[i + 3] != '.') {
            return at;
        }
        i += 4;
        if (!isDigits(text, i, 4, to)) {
            return at;
        }
        i += 4;
        boolean goesOn = i < to
                && (Ascii.isWord(text[i])
                        || text[i] == '-'
                        || text[i] == '.' && i + 1 < to && Ascii.isWord(text[i + 1]));
        return goesOn ? at : i;
    }

    private static boolean isDigits(byte[] text, int at, int count, int to) {
        if (at + count > to) {
            return false;
        }
        for (int i = at; i < at + count; i++) {
            if (!Ascii.isDigit(text[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSeparator(byte b) {
        return b == ' ' || b == '-' || b == '.' || b == '(' || b == ')' || b == '/';
    }
}
