import type { Lane } from '@allocator/domain';
import type { Span, Tracing } from '@allocator/runtime';
import type { CommandExecutor } from './batch-decisions.js';
import type { LaneAnswers } from './batch-executor.js';
import type { Batches } from './work.js';

/** Executes each transaction in a span of its own. It and the requests whose commands it decides link to each other. */
export class TracedExecutor implements CommandExecutor {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly tracing: Tracing,
  ) {}

  executeBatches(batches: Batches['batches']): Promise<ReadonlyMap<Lane, LaneAnswers>> {
    const requests = requestsOf(batches);
    const start = {
      name: 'decide batch',
      kind: 'internal' as const,
      attributes: { 'allocator.lane': [...batches.keys()], 'allocator.batch.size': itemsIn(batches) },
      links: requests.map((request) => request.context),
    };
    return this.tracing.inSpan(start, (span) => {
      for (const request of requests) this.tracing.link(request, span);
      return this.executor.executeBatches(batches);
    });
  }
}

/** Each once, however many of its commands are in the transaction. */
function requestsOf(batches: Batches['batches']): readonly Span[] {
  const requests = new Set<Span>();
  for (const batch of batches.values()) {
    for (const work of batch) {
      if ('submission' in work && work.submission.request !== undefined) requests.add(work.submission.request);
    }
  }
  return [...requests];
}

function itemsIn(batches: Batches['batches']): number {
  return [...batches.values()].reduce((sum, batch) => sum + batch.length, 0);
}
