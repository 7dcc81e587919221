/** The sidecar that follows log files and sends each line exactly once. */
package dev.sluice.tail;
