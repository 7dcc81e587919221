// SPDX-License-Identifier: Apache-2.0
/** In which objects of the lake events are. */
package dev.sluice.sink.s3.lookup;
