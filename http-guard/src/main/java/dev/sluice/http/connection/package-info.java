// SPDX-License-Identifier: Apache-2.0
/** How many connections a service's HTTP server holds, and how long each may take over what. */
package dev.sluice.http.connection;
