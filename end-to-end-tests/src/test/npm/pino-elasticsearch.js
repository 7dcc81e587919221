// SPDX-License-Identifier: Apache-2.0
import pino from 'pino'
import elastic from 'pino-elasticsearch'
import { address, fail, index, sendAll } from './arguments.js'

const stream = elastic({ node: address, index, opType: 'create', flushBytes: 4096 })
stream.on('error', fail)
stream.on('insertError', fail)
stream.on('unknown', fail)
const logger = pino({ base: { app: 'shop' } }, stream)
sendAll((level, message, order) => logger[level]({ order }, message))
stream.end()
