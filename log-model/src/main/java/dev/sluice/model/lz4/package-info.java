// SPDX-License-Identifier: Apache-2.0
/** LZ4 frames (frame format 1.6), as chunks travel in from the agent to the parser: {@link dev.sluice.model.lz4.Lz4FrameHeader} says which. */
package dev.sluice.model.lz4;
