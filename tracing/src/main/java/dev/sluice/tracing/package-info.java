// SPDX-License-Identifier: Apache-2.0
/** OpenTelemetry traces of a request's way from its sender to both stores. */
@NullMarked
package dev.sluice.tracing;

import org.jspecify.annotations.NullMarked;
