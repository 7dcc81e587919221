// SPDX-License-Identifier: Apache-2.0
import { SeverityNumber } from '@opentelemetry/api-logs'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { address, index, sendAll } from './arguments.js'

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': index }),
  processors: [
    new BatchLogRecordProcessor({
      exporter: new OTLPLogExporter({ url: `${address}/v1/logs`, compression: 'gzip' }),
      maxExportBatchSize: 20
    })
  ]
})
const logger = provider.getLogger('cart')
sendAll((level, body, order) =>
  logger.emit({
    severityNumber: level === 'warn' ? SeverityNumber.WARN : SeverityNumber.INFO,
    severityText: level,
    body,
    attributes: { order }
  })
)
await provider.forceFlush()
await provider.shutdown()
