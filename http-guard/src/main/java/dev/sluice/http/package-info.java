// SPDX-License-Identifier: Apache-2.0
/** Which requests a service answers, by the name that it is called by and the web page that calls it. */
package dev.sluice.http;
