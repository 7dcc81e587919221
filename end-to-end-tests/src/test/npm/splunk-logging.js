// SPDX-License-Identifier: Apache-2.0
import splunk from 'splunk-logging'
import { address, fail, index, sendAll } from './arguments.js'

const logger = new splunk.Logger({ url: address, token: 'any', maxBatchCount: 25 })
logger.error = fail
sendAll((severity, message) =>
  logger.send({ message, severity, metadata: { source: index, sourcetype: 'shop', host: 'web-1' } })
)
logger.flush((error, response) => {
  if (error || response.statusCode !== 200) {
    fail(error ?? response.body)
  }
})
