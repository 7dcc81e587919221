/** Files as they are on the disk: which is which, and what they hold. */
package dev.sluice.tail.files;
