// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Makes accepted connections TLS ones, with the certificates that the bundle holds at that time. */
final class TlsHandshake implements StreamListener.Handshake {

    private static final Logger log = LoggerFactory.getLogger(TlsHandshake.class);

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final boolean needCertificate;
    private volatile Bundle bundle;

    private record Bundle(SSLContext context, String[] ciphers, String[] protocols) {
        static Bundle of(SslBundle bundle) {
            return new Bundle(
                    bundle.createSslContext(),
                    bundle.getOptions().getCiphers(),
                    bundle.getOptions().getEnabledProtocols());
        }
    }

    TlsHandshake(SslBundles bundles, String name, boolean needCertificate) {
        this.needCertificate = needCertificate;
        bundle = Bundle.of(bundles.getBundle(name));
        bundles.addBundleUpdateHandler(name, updated -> bundle = Bundle.of(updated));
    }

    @Override
    public Socket shake(Socket accepted) throws IOException {
        Bundle now = bundle;
        accepted.setSoTimeout(Math.toIntExact(LONGEST.toMillis()));
        SSLSocket socket = (SSLSocket) now.context.getSocketFactory().createSocket(accepted, null, true);
        socket.setNeedClientAuth(needCertificate);
        if (now.ciphers != null) {
            socket.setEnabledCipherSuites(now.ciphers);
        }
        if (now.protocols != null) {
            socket.setEnabledProtocols(now.protocols);
        }
        // The time-out above begins anew with each byte.
        Thread watch = Thread.ofVirtual().start(() -> closeAfter(accepted, LONGEST));
        try {
            socket.startHandshake();
        } finally {
            watch.interrupt();
        }
        return socket;
    }

    private static void closeAfter(Socket socket, Duration time) {
        try {
            Thread.sleep(time);
            socket.close();
        } catch (InterruptedException e) {
            // the handshake is over
        } catch (IOException e) {
            log.debug("A connection could not be closed", e);
        }
    }
}
