// SPDX-License-Identifier: Apache-2.0
/** For the tests of other modules: servers that are started once a JVM. */
package dev.sluice.embedded.testing;
