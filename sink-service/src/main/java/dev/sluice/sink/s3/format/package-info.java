// SPDX-License-Identifier: Apache-2.0
/**
 * How events are written to objects and read back: Parquet and lines, both behind {@link dev.sluice.sink.s3.format.LakeFormat}. Knows nothing
 * of Kafka or of the object store.
 */
package dev.sluice.sink.s3.format;
