// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

/**
 * How much a sender may send.
 *
 * @param requests a second
 * @param bytes a second, after decompression
 * @param events a second
 * @param eventsPerRequest at most
 */
record SendLimits(RateLimit requests, RateLimit bytes, RateLimit events, long eventsPerRequest) {

    static SendLimits none(long eventsPerRequest) {
        return new SendLimits(RateLimit.NONE, RateLimit.NONE, RateLimit.NONE, eventsPerRequest);
    }
}
