// SPDX-License-Identifier: Apache-2.0
import winston from 'winston'
import { ElasticsearchTransport } from 'winston-elasticsearch'
import { address, fail, index, sendAll } from './arguments.js'

const transport = new ElasticsearchTransport({
  clientOpts: { node: address },
  dataStream: true,
  index,
  flushInterval: 200
})
transport.on('error', fail)
const logger = winston.createLogger({ transports: [transport] })
sendAll((level, message, order) => logger.log(level, message, { order }))
await transport.flush()
logger.end()
