// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/** Writes the object {@code source}: the address as it was written, and what it is. */
public final class SourceFieldWriter {

    private static final Key SOURCE_ADDRESS = Key.of("source", "address");
    private static final Key IP = Key.of("ip");
    private static final Key DOMAIN = Key.of("domain");
    private static final Key PORT = Key.of("port");

    private final Enrichment enrichment;

    /** @param enrichment of addresses, or null */
    public SourceFieldWriter(Enrichment enrichment) {
        this.enrichment = enrichment;
    }

    /** Writes the object; {@code port} is left out if negative. */
    public void write(JsonBuffer json, byte[] bytes, int from, int to, int port) {
        int source = json.length();
        IpAddress ip = IpAddress.of(bytes, from, to);
        json.string(SOURCE_ADDRESS, bytes, from, to, ip.isPlain());
        if (ip == IpAddress.NONE) {
            // A socket of the same machine has no name: nginx writes "unix:", others the path behind it.
            if (HostName.isOne(bytes, from, to)) {
                json.string(DOMAIN, bytes, from, to);
            }
        } else {
            ip.write(json, IP, bytes, from, to);
        }
        if (port >= 0) {
            json.number(PORT, port);
        }
        if (enrichment != null && ip != IpAddress.NONE) {
            enrichment.write(json, bytes, from, to);
        }
        json.close(source);
    }
}
