// SPDX-License-Identifier: Apache-2.0
import winston from 'winston'
import Loki from 'winston-loki'
import { address, fail, index, sendAll } from './arguments.js'

const transport = new Loki({
  host: address,
  labels: { app: index },
  format: winston.format.json(),
  interval: 1,
  onConnectionError: fail
})
const logger = winston.createLogger({ transports: [transport] })
sendAll((level, message, order) => logger.log(level, message, { order }))
await transport.flush()
logger.end()
