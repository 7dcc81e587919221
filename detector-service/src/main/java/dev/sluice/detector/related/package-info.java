// SPDX-License-Identifier: Apache-2.0
/** Which pages are seen together within a session, and who asks for them. */
package dev.sluice.detector.related;
