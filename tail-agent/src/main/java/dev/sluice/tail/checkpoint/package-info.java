/** Remembers across crashes how far each stream has come. */
package dev.sluice.tail.checkpoint;
