// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;

/**
 * Takes apart what stands before the time of an access log's line where that is more than client, identity and user: a virtual host, with or without
 * its port, before or behind the client; a list of addresses as {@code X-Forwarded-For} has it, before the client or in its place; a client with its
 * port; a user with blanks. The strictest reading that fits counts. Not thread-safe; each line replaces the last.
 */
final class AccessHead {

    private static final int MAX_WORDS = 48;
    private static final int MAX_ADDRESSES = 32;
    private static final int MAX_PORT_DIGITS = 5;
    private static final byte[] UNIX = "unix:".getBytes(US_ASCII);

    final Slice server = new Slice();
    final Slice serverPort = new Slice();
    final Slice client = new Slice();
    final Slice clientPort = new Slice();
    final Slice identity = new Slice();
    final Slice user = new Slice();

    private final int[] starts = new int[MAX_WORDS];
    private final int[] ends = new int[MAX_WORDS];
    private int words;

    private final int[] addressStarts = new int[MAX_ADDRESSES];
    private final int[] addressEnds = new int[MAX_ADDRESSES];
    private int addresses;

    private byte[] bytes;

    /** Number of addresses that the request is said to have come through, the client's first; 0 where there is no list. */
    int addresses() {
        return addresses;
    }

    int addressStart(int address) {
        return addressStarts[address];
    }

    int addressEnd(int address) {
        return addressEnds[address];
    }

    void clear() {
        addresses = 0;
    }

    /** Whether what stands in the client's place has colons and is no address: {@code grep} writes a file's name and a colon before a line. */
    boolean isNoClient() {
        return client.exists()
                && ByteSearch.indexOf(bytes, client.from, client.to, ':') < client.to
                && IpAddress.of(bytes, client.from, client.to) == IpAddress.NONE
                && !ByteSearch.startsWith(bytes, client.from, client.to, UNIX);
    }

    /** Whether [from, to) could be read. */
    boolean read(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        server.clear();
        serverPort.clear();
        client.clear();
        clientPort.clear();
        addresses = 0;
        if (!split(from, to)) {
            return false;
        }
        int at = 0;
        if (words == 3 && isPair()) {
            identity.clear();
            user.set(starts[2], ends[2]);
            return true;
        }
        if (words >= 4 && isServer(0) && startsClient(0)) {
            setServer(0);
            at = 1;
        }
        int behindList = readList(at);
        if (behindList < 0) {
            return false;
        }
        if (behindList > at) {
            at = readPeer(behindList);
            if (!client.exists()) {
                client.set(starts[behindList - 1] + 1, ends[behindList - 1] - 1);
            }
        } else if (words - at >= 4 && (isIp(at) || isHyphen(at)) && isAddress(at + 1)) {
            addAddress(starts[at], ends[at]);
            addAddress(starts[at + 1], endOfAddress(at + 1));
            at += 2;
        } else if (words - at == 4 && isAddress(at) && isName(at + 1) && isHyphen(at + 2)) {
            setClient(starts[at], ends[at]);
            setServer(at + 1);
            at += 2;
        } else {
            setClient(starts[at], ends[at]);
            at++;
        }
        if (addresses > 0) {
            setClient(addressStarts[firstAddress()], addressEnds[firstAddress()]);
            // One address in quotes is a client that was written so, and no list.
            addresses = addresses == 1 && words == 3 ? 0 : addresses;
        }
        return client.exists() && !isNoClient() && readUser(at);
    }

    /** A virtual host and a client, in either order, as {@code $host $remote_addr $remote_user} has them: without an identity. */
    private boolean isPair() {
        boolean serverFirst = isServer(0) && !isIp(0) && isAddress(1);
        boolean clientFirst = isAddress(0)
                && isName(1)
                && isHyphen(2)
                && ByteSearch.indexOf(bytes, starts[1], ends[1], '.') < ends[1];
        if (serverFirst || clientFirst) {
            int serverWord = serverFirst ? 0 : 1;
            setServer(serverWord);
            setClient(starts[1 - serverWord], ends[1 - serverWord]);
        }
        return serverFirst || clientFirst;
    }

    private boolean readUser(int at) {
        if (words - at < 2 || words - at > 2 && (!isClient() || !isUserWithBlanks(at))) {
            return false;
        }
        identity.set(starts[at], ends[at]);
        user.set(starts[at + 1], ends[words - 1]);
        return true;
    }

    /** A name is no address, a hyphen stands for a whole field, and words before the time are a sentence unless the identity is such a hyphen. */
    private boolean isUserWithBlanks(int identityWord) {
        boolean isUser = isHyphen(identityWord);
        for (int word = identityWord + 1; word < words && isUser; word++) {
            isUser = !isHyphen(word) && !isIp(word);
        }
        return isUser;
    }

    /** Words are parted by single blanks; more than one blank is part of a user. */
    private boolean split(int from, int to) {
        words = 0;
        int at = from;
        while (at <= to) {
            int end = ByteSearch.indexOf(bytes, at, to, ' ');
            if (words == MAX_WORDS) {
                return false;
            }
            starts[words] = at;
            ends[words++] = end;
            at = end + 1;
        }
        return words >= 3 && ends[0] > starts[0];
    }

    /** Returns the word behind a list of addresses, which is {@code word} if there is none; -1 for a list that does not end. */
    private int readList(int word) {
        int first = starts[word];
        if (ends[word] > first && (bytes[first] == '"' || bytes[first] == '(')) {
            byte close = bytes[first] == '"' ? (byte) '"' : (byte) ')';
            int last = word;
            while (last < words && (ends[last] - 1 <= first || bytes[ends[last] - 1] != close)) {
                last++;
            }
            if (last == words) {
                return -1;
            }
            addList(first + 1, ends[last] - 1);
            return last + 1;
        }
        if (ByteSearch.indexOf(bytes, first, ends[word], ',') == ends[word]) {
            return word;
        }
        int last = word;
        while (last < words - 1 && ends[last] > starts[last] && bytes[ends[last] - 1] == ',') {
            last++;
        }
        addList(first, ends[last]);
        return last + 1;
    }

    private void addList(int from, int to) {
        int at = from;
        while (at < to) {
            int end = ByteSearch.indexOf(bytes, at, to, ',');
            int start = at;
            while (start < end && bytes[start] == ' ') {
                start++;
            }
            addAddress(start, end);
            at = end + 1;
        }
    }

    /** Behind a list stands the address of who sent it, or identity and user at once where the list takes its place. */
    private int readPeer(int word) {
        if (words - word < 3 || !isAddress(word) && !isName(word) && !isHyphen(word)) {
            return word;
        }
        if (addresses == 0) {
            setClient(starts[word], ends[word]);
        } else if (!isHyphen(word)) {
            addAddress(starts[word], endOfAddress(word));
        }
        return word + 1;
    }

    private void addAddress(int from, int to) {
        boolean isNothing = to == from || to - from == 1 && bytes[from] == '-';
        if (!isNothing && addresses < MAX_ADDRESSES) {
            addressStarts[addresses] = from;
            addressEnds[addresses++] = to;
        }
    }

    /** Proxies write "unknown" or made-up names into the list: the first that is an address is the client. */
    private int firstAddress() {
        for (int i = 0; i < addresses; i++) {
            int end = endOfAddress(addressStarts[i], addressEnds[i]);
            int open = bytes[addressStarts[i]] == '[' ? 1 : 0;
            if (IpAddress.of(bytes, addressStarts[i] + open, end - open) != IpAddress.NONE) {
                return i;
            }
        }
        return 0;
    }

    private void setClient(int from, int to) {
        int end = endOfAddress(from, to);
        boolean brackets = end - from > 2 && bytes[from] == '[' && bytes[end - 1] == ']';
        client.set(brackets ? from + 1 : from, brackets ? end - 1 : end);
        if (end < to) {
            clientPort.set(end + 1, to);
        }
    }

    private void setServer(int word) {
        int end = endOfAddress(word);
        boolean brackets = bytes[starts[word]] == '[' && bytes[end - 1] == ']';
        server.set(brackets ? starts[word] + 1 : starts[word], brackets ? end - 1 : end);
        if (end < ends[word]) {
            serverPort.set(end + 1, ends[word]);
        }
    }

    private boolean isServer(int word) {
        int end = endOfAddress(word);
        return end < ends[word] || isName(word) || end - starts[word] == 1 && bytes[starts[word]] == '_';
    }

    /** Whether a client stands behind the server's name in {@code word}. */
    private boolean startsClient(int word) {
        int next = word + 1;
        return isAddress(next)
                || bytes[starts[next]] == '"'
                || ByteSearch.indexOf(bytes, starts[next], ends[next], ',') < ends[next]
                || endOfAddress(word) < ends[word]
                || isName(next)
                        && isHyphen(next + 1)
                        && ByteSearch.indexOf(bytes, starts[next], ends[next], '.') < ends[next];
    }

    private boolean isClient() {
        return IpAddress.of(bytes, client.from, client.to) != IpAddress.NONE
                || isName(client.from, client.to)
                || client.to - client.from == 1 && bytes[client.from] == '-'
                || ByteSearch.equal(bytes, client.from, client.to, UNIX);
    }

    private boolean isIp(int word) {
        return IpAddress.of(bytes, starts[word], ends[word]) != IpAddress.NONE;
    }

    /** Whether a word is an IP address, with or without a port, or a socket. */
    private boolean isAddress(int word) {
        int from = starts[word];
        int end = endOfAddress(word);
        int open = end - from > 2 && bytes[from] == '[' && bytes[end - 1] == ']' ? 1 : 0;
        return IpAddress.of(bytes, from + open, end - open) != IpAddress.NONE
                || ByteSearch.equal(bytes, from, ends[word], UNIX);
    }

    private boolean isHyphen(int word) {
        return word < words && ends[word] - starts[word] == 1 && bytes[starts[word]] == '-';
    }

    private boolean isName(int word) {
        return isName(starts[word], ends[word]);
    }

    /** Whether [from, to) could be the name of a host: letters, digits, dots, hyphens and underscores, at least one of them a letter. */
    private boolean isName(int from, int to) {
        boolean hasLetter = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            boolean isLetter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
            hasLetter |= isLetter;
            if (!isLetter && !ByteSearch.isDigit(b) && b != '.' && b != '-' && b != '_') {
                return false;
            }
        }
        return hasLetter;
    }

    private int endOfAddress(int word) {
        return endOfAddress(starts[word], ends[word]);
    }

    /** Where an address or a name ends that may have a port behind it. IPv6 has one only behind brackets. */
    private int endOfAddress(int from, int to) {
        int colon = ByteSearch.lastIndexOf(bytes, from, to, ':');
        boolean hasPort = colon > from
                && to - colon - 1 <= MAX_PORT_DIGITS
                && ByteSearch.isDigits(bytes, colon + 1, to)
                && (bytes[from] == '['
                        ? bytes[colon - 1] == ']'
                        : ByteSearch.indexOf(bytes, from, colon, ':') == colon);
        return hasPort ? colon : to;
    }
}
