/** What tests of the agent, here and elsewhere, share. */
package dev.sluice.tail.testing;
