import type { SpanStart, Tracing } from '@allocator/runtime';
import type { FetchedRecords } from '../consumer/supervised-consumer.js';

/** The span in which records are decided and answered. It links to the spans in which they were sent: they belong to many traces. */
export function processSpan({ topic, partition, records }: FetchedRecords, group: string, tracing: Tracing): SpanStart {
  return {
    name: `process ${topic}`,
    kind: 'consumer',
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': String(partition),
      'messaging.consumer.group.name': group,
      'messaging.batch.message_count': records.length,
    },
    links: sendersOf(records, tracing),
  };
}

function* sendersOf(records: FetchedRecords['records'], tracing: Tracing) {
  for (const { headers } of records) {
    const sender = headers && tracing.spanNamedBy(headers);
    if (sender !== undefined) yield sender;
  }
}
