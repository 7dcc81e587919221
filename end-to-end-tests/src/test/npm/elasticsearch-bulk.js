// SPDX-License-Identifier: Apache-2.0
// The bulk helper of the official client, in requests of a few kilobytes, and a document of its own.
import { Client } from '@elastic/elasticsearch'
import { address, count, index, fail } from './arguments.js'

const client = new Client({ node: address, auth: { username: 'any', password: 'any' } })
const result = await client.helpers.bulk({
  datasource: Array.from({ length: count - 1 }, (_, i) => ({
    '@timestamp': new Date(Date.UTC(2026, 10, 22, 10, 0, 0, i)).toISOString(),
    message: `message ${i}`,
    log: { level: i % 2 ? 'warn' : 'info' },
    shop: { order: i }
  })),
  onDocument: () => ({ create: { _index: index } }),
  flushBytes: 4096,
  concurrency: 2,
  refreshOnCompletion: true,
  onDrop: fail
})
if (result.successful !== count - 1 || result.failed !== 0) {
  fail(result)
}
const one = await client.create({
  index,
  id: 'one',
  document: { '@timestamp': '2026-11-22T11:00:00.000Z', message: `message ${count - 1}`, log: { level: 'info' } }
})
if (one.result !== 'created') {
  fail(one)
}
