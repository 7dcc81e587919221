// SPDX-License-Identifier: Apache-2.0
import pino from 'pino'
import { pinoLoki } from 'pino-loki'
import { address, index, sendAll } from './arguments.js'

const stream = pinoLoki({ host: address, labels: { app: index }, batching: { interval: 1 }, silenceErrors: false })
const logger = pino({ base: { pid: process.pid } }, stream)
sendAll((level, message, order) => logger[level]({ order }, message))
stream.end()
