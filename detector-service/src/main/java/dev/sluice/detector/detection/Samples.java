// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.window.Signal;

/** What people are shown of an event in an alert. */
final class Samples {

    /** Characters: enough to see what it was. */
    private static final int MAX_LENGTH = 300;

    private Samples() {}

    /** The client's. */
    static String address(DetectableEvent event) {
        String ip = event.get(EventField.SOURCE_IP);
        return ip != null ? ip : event.get(EventField.SOURCE_ADDRESS);
    }

    static Signal signal(DetectableEvent event, long value, long weight) {
        String id = event.get(EventField.EVENT_ID);
        return new Signal(event.timestamp(), value, weight, id == null ? "" : id, sample(event));
    }

    private static String sample(DetectableEvent event) {
        String method = event.get(EventField.METHOD);
        String url = event.get(EventField.URL_ORIGINAL);
        String text = url == null ? event.get(EventField.MESSAGE) : method == null ? url : method + ' ' + url;
        if (text == null) {
            return "";
        }
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + '…';
    }
}
