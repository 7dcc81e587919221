// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.model.DataStream;
import dev.sluice.model.Store;

/**
 * What rules made of an event.
 *
 * @param droppedBy name of the rule that left it out; null where it is kept
 * @param dataStream where it belongs
 * @param store the only one that it is for; null where it is for all
 * @param id holds {@code event.id} from 0
 * @param json holds the event from 0; used again for the next event
 * @param length of the event, bytes
 */
public record RuledEvent(String droppedBy, DataStream dataStream, Store store, byte[] id, byte[] json, int length) {}
