// SPDX-License-Identifier: Apache-2.0
/** Apache httpd's access logs, as {@code LogFormat} describes them, and its error log. */
package dev.sluice.parsers.apache;
