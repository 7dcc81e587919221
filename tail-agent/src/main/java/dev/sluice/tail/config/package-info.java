/** The configuration, read and checked. */
package dev.sluice.tail.config;
