/** Bytes of files in, lines to send out. */
package dev.sluice.tail.lines;
