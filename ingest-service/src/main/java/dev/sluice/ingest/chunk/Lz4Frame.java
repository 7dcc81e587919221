// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

/**
 * A frame of a body, checked: what its sender has compressed.
 *
 * @param offset bytes of the decoded body before its content
 * @param contentLength of its content
 * @param bytes the frame, as it came
 */
public record Lz4Frame(long offset, int contentLength, byte[] bytes) {}
