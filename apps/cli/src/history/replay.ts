import type { ReplayActivity, ReplayEnd } from '@allocator/application';
import { exitCodes } from '../command/command-error.js';
import type { Output } from '../command/output.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/**
 * Rebuilds the read model of activity, and prints how the former one compares. With an end it only makes a copy, as of that end.
 * Returns the exit code.
 */
export async function replay(
  source: HistorySource,
  activity: ReplayActivity,
  until: ReplayEnd | undefined,
  output: Output,
): Promise<number> {
  const progress = new EventProgress('replaying', 0);
  const rate = (): string => Math.round(progress.eventsPerSecond).toLocaleString('en-US');
  try {
    if (until !== undefined) {
      await activity.copyUntil(until, source, progress);
      output.line(
        `the read model as of the end is in the schema "replay" (${rate()} events/s); discard it with --discard`,
      );
      output.document({ replaced: false, schema: 'replay' });
      return exitCodes.done;
    }
    const { differing, rows } = await activity.replace(source, progress);
    progress.end();
    output.line(`rebuilt at ${rate()} events/s and in place: ${rows.toLocaleString('en-US')} rows`);
    output.line(
      differing === 0 ? 'the former one was equal to it' : `the former one differed in ${String(differing)} rows`,
    );
    output.line('the former one is kept in the schema "replay_old"; discard it with --discard');
    output.document({ replaced: true, rows, differing });
    return exitCodes.done;
  } finally {
    progress.end();
  }
}
