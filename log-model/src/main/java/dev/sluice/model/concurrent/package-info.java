// SPDX-License-Identifier: Apache-2.0
/** Waiting and trying again, once for all modules: back-off, rate limit, a task that can be cancelled. */
package dev.sluice.model.concurrent;
