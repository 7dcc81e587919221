// SPDX-License-Identifier: Apache-2.0
// What each script is given: where to send to, how many messages, and as which data stream.
export const address = process.argv[2]
export const count = Number(process.argv[3])
export const index = process.argv[4]

/** Ends the script as one that failed. */
export function fail(cause) {
  console.error(cause)
  process.exit(1)
}

/** Calls `log` with each message and its level in turn. */
export function sendAll(log) {
  for (let i = 0; i < count; i++) {
    log(i % 2 ? 'warn' : 'info', `message ${i}`, i)
  }
}
