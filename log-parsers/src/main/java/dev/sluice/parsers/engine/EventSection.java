// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/** Where in an event is being written: the objects come in this order, and those behind them are members of its top level. */
enum EventSection {
    EVENT,
    LOG,
    HOST,
    ROOT
}
