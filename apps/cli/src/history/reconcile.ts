import type { Loss, ReconcileStore } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { exitCodes } from '../command/command-error.js';
import type { Output } from '../command/output.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/** Brings a restored store to where the topic is, and prints what each lane got back. Returns the exit code. */
export async function reconcile(
  topic: HistorySource,
  store: ReconcileStore,
  loss: Loss,
  output: Output,
): Promise<number> {
  const progress = new EventProgress('reconciling', 0);
  const restoredEvents: { lane: Lane; events: number }[] = [];
  const waitingPools: { poolId: string; assignNotBefore: string }[] = [];
  try {
    await store.reconcile(topic, loss, progress, {
      restored: (lane, events) => {
        progress.end();
        restoredEvents.push({ lane, events });
        output.line(`lane ${String(lane)}: ${events.toLocaleString('en-US')} events restored`);
      },
      waits: ({ poolId, assignNotBefore }) => {
        waitingPools.push({ poolId, assignNotBefore: toIso(assignNotBefore) });
        output.line(`  ${poolId} assigns nothing before ${toIso(assignNotBefore)}`);
      },
      opened: (lane) => {
        output.line(`lane ${String(lane)} is open again`);
      },
    });
  } finally {
    progress.end();
  }
  output.line('not restored, because no event has it: references of new subjects, refusals, fingerprints of commands');
  output.document({ restored: restoredEvents, waiting: waitingPools });
  return exitCodes.done;
}
