// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

/** UTF-8 in an array that is overwritten by and by: whoever keeps it copies it. */
record Utf8Slice(byte[] bytes, int from, int length) {}
