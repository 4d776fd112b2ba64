import type { Loss, ReconcileStore } from '@allocator/application';
import { toIso } from '@allocator/domain';
import { exitCodes } from '../command/command-error.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/** Brings a restored store to where the topic is, and prints what each lane got back. Returns the exit code. */
export async function reconcile(
  topic: HistorySource,
  store: ReconcileStore,
  loss: Loss,
  print: (line: string) => void,
): Promise<number> {
  const progress = new EventProgress('reconciling', 0);
  try {
    await store.reconcile(topic, loss, progress, {
      restored: (lane, events) => {
        progress.end();
        print(`lane ${String(lane)}: ${events.toLocaleString('en-US')} events restored`);
      },
      waits: ({ poolId, assignNotBefore }) => {
        print(`  ${poolId} assigns nothing before ${toIso(assignNotBefore)}`);
      },
      opened: (lane) => {
        print(`lane ${String(lane)} is open again`);
      },
    });
  } finally {
    progress.end();
  }
  print('not restored, because no event has it: references of new subjects, refusals, fingerprints of commands');
  return exitCodes.done;
}
