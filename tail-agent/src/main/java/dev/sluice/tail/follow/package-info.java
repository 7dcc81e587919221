/** Finds files, and follows each to its last byte. */
package dev.sluice.tail.follow;
