import type { StoredEvent } from '@allocator/application';
import type { Instant, Lane, Position } from '@allocator/domain';
import { fromIso } from '@allocator/domain';
import type { ActivityReplay } from '@allocator/postgres';
import { exitCodes } from '../command/command-error.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource, LaneEnd } from './history-source.js';

/** Where a copy ends that is not to be put in place: at a time, or behind an event of a lane (and at the end of the others). */
export type ReplayEnd =
  | { readonly kind: 'time'; readonly time: Instant }
  | { readonly kind: 'event'; readonly lane: Lane; readonly position: Position };

/** Events in one transaction of the copy. */
const batchMax = 5_000;

/**
 * Rebuilds the read model of activity from the first event into a copy, brings it to where the live one is, and puts it in place. The one that was
 * in use is kept. With an end, the copy stays a copy: the read model as it was then. Returns the exit code.
 */
export async function replayActivity(
  source: HistorySource,
  replay: ActivityReplay,
  until: ReplayEnd | undefined,
  tell: (line: string) => void,
): Promise<number> {
  if (until === undefined) await replay.demandNoOld();
  await replay.begin();
  const lanes = await source.lanes();
  const live = await replay.liveCheckpoints();
  // What is to be put in place is compared first: it must not overtake the live one.
  const last = ({ lane, position }: LaneEnd): number => (until === undefined ? (live.get(lane) ?? 0) : position);
  const left = await Promise.all(lanes.map(async (lane) => last(lane) - (await replay.checkpoint(lane.lane))));
  const progress = new EventProgress(
    'replaying',
    left.reduce((sum, events) => sum + Math.max(0, events), 0),
  );
  try {
    for (const lane of lanes) {
      const isWanted = endIn(lane.lane, until);
      const upTo = last(lane);
      await replayLane(source, replay, lane.lane, (event) => event.position <= upTo && isWanted(event), progress);
    }
  } finally {
    progress.end();
  }
  const rate = Math.round(progress.eventsPerSecond).toLocaleString('en-US');
  if (until !== undefined) {
    tell(`the read model as it was is in the schema "replay" (${rate} events a second); discard it with --discard`);
    return exitCodes.done;
  }
  const { differing, rows } = await replay.switch(async (to) => {
    for (const [lane, position] of to) {
      await replayLane(source, replay, lane, (event) => event.position <= position, progress);
    }
  });
  tell(`rebuilt at ${rate} events a second, and in place: ${rows.toLocaleString('en-US')} rows`);
  tell(differing === 0 ? 'the one before was equal to it' : `the one before differed in ${String(differing)} rows`);
  tell('the one before is kept in the schema "replay_old"; discard it with --discard');
  return exitCodes.done;
}

async function replayLane(
  source: HistorySource,
  replay: ActivityReplay,
  lane: Lane,
  isWanted: (event: StoredEvent) => boolean,
  progress: EventProgress,
): Promise<void> {
  const checkpoint = await replay.checkpoint(lane);
  let batch: StoredEvent[] = [];
  for await (const page of source.documents(lane, checkpoint)) {
    // The topic is read from its beginning: what the copy has is passed over.
    const events = page.map((document) => storedEvent(lane, document)).filter(({ position }) => position > checkpoint);
    const wanted = events.filter(isWanted);
    batch.push(...wanted);
    progress.add(wanted.length);
    if (batch.length >= batchMax) {
      await replay.apply(lane, batch);
      batch = [];
    }
    if (wanted.length < events.length) break;
  }
  if (batch.length > 0) await replay.apply(lane, batch);
}

function endIn(lane: Lane, until: ReplayEnd | undefined): (event: StoredEvent) => boolean {
  if (until?.kind === 'event') return ({ position }) => until.lane !== lane || position <= until.position;
  if (until?.kind === 'time') return ({ document }) => timeOf(document) <= until.time;
  return () => true;
}

/** Members of the envelope stand before `data`, so the first one found is the event's own. */
function storedEvent(lane: Lane, document: string): StoredEvent {
  const position = Number(/"position":(\d+)/.exec(document)?.[1]) as Position;
  return { lane, position, subject: '', document };
}

function timeOf(document: string): Instant {
  return fromIso(/"time":"([^"]*)"/.exec(document)?.[1] ?? '');
}
