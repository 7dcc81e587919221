// SPDX-License-Identifier: Apache-2.0
/** Reads the protobuf messages of the protocols that have some, without generated code. */
package dev.sluice.ingest.protobuf;
