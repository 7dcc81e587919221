// SPDX-License-Identifier: Apache-2.0
/** Lines and events that pass just now, as they come in and as they go out. */
package dev.sluice.console.capture;
