// SPDX-License-Identifier: Apache-2.0
/**
 * The lake: events as objects in S3, each exactly once. The <em>layout</em> says where an event belongs, the <em>file</em> holds its bytes, the
 * <em>plan</em> is the promise which range of offsets an object covers, the <em>upload</em> brings files to the store.
 */
package dev.sluice.sink.s3;
