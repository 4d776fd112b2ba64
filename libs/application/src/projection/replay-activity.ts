import type { Instant, Lane, Position } from '@allocator/domain';
import { fromIso } from '@allocator/domain';
import type { ActivityCopy, SwitchedReadModel } from '../ports/activity-copy.js';
import type { StoredEvent } from '../ports/event-reader.js';
import type { HistorySource, LaneEnd } from '../ports/history-source.js';
import type { Progress } from '../ports/progress.js';
import { ActivityProjection } from './activity-projection.js';
import { FormerReadModelError } from './former-read-model-error.js';

/** Where a copy ends: at a time, or at an event of one lane and at the end of the others. */
export type ReplayEnd =
  | { readonly kind: 'time'; readonly time: Instant }
  | { readonly kind: 'event'; readonly lane: Lane; readonly position: Position };

/** Events in one transaction of the copy. */
const batchMax = 5_000;

/** Rebuilds the read model of activity from the first event, in a copy beside the live one. An interrupted replay can be continued. */
export class ReplayActivity {
  private readonly projection: ActivityProjection;

  constructor(private readonly copy: ActivityCopy) {
    this.projection = new ActivityProjection(copy.store);
  }

  /**
   * Brings the copy to the checkpoints of the live read model, and puts it in its place. The former one is kept. Throws
   * `FormerReadModelError` if that of an earlier replay is still there.
   */
  async replace(source: HistorySource, progress: Progress): Promise<SwitchedReadModel> {
    if (await this.copy.hasFormer()) throw new FormerReadModelError();
    await this.copy.begin();
    // The copy is compared with the live read model before the switch, so it must not be ahead of it.
    const live = await this.copy.liveCheckpoints();
    const lanes = (await source.lanes()).map(({ lane }) => ({ lane, position: live.get(lane) ?? 0 }));
    await this.count(lanes, progress);
    for (const { lane, position } of lanes) {
      await this.replayLane(source, lane, (event) => event.position <= position, progress);
    }
    return this.copy.switch(async (to) => {
      for (const [lane, position] of to) {
        await this.replayLane(source, lane, (event) => event.position <= position, progress);
      }
    });
  }

  /** Makes a copy as of an end, and leaves it beside the live read model. */
  async copyUntil(end: ReplayEnd, source: HistorySource, progress: Progress): Promise<void> {
    await this.copy.begin();
    const lanes = await source.lanes();
    await this.count(lanes, progress);
    for (const { lane, position } of lanes) {
      await this.replayLane(source, lane, (event) => event.position <= position && isWithin(end, event), progress);
    }
  }

  private async count(lanes: readonly LaneEnd[], progress: Progress): Promise<void> {
    const left = await Promise.all(
      lanes.map(async ({ lane, position }) => Math.max(0, position - (await this.projection.checkpoint(lane)))),
    );
    progress.grow(left.reduce((sum, events) => sum + events, 0));
  }

  private async replayLane(
    source: HistorySource,
    lane: Lane,
    isWanted: (event: StoredEvent) => boolean,
    progress: Progress,
  ): Promise<void> {
    const checkpoint = await this.projection.checkpoint(lane);
    let batch: StoredEvent[] = [];
    for await (const page of source.documents(lane, checkpoint)) {
      // The topic is read from its beginning: skip what the copy contains.
      const events = page.map((document) => storedEvent(lane, document)).filter((event) => event.position > checkpoint);
      const wanted = events.filter(isWanted);
      batch.push(...wanted);
      progress.add(wanted.length);
      if (batch.length >= batchMax) {
        await this.projection.apply(lane, batch);
        batch = [];
      }
      if (wanted.length < events.length) break;
    }
    if (batch.length > 0) await this.projection.apply(lane, batch);
  }
}

function isWithin(end: ReplayEnd, { lane, position, document }: StoredEvent): boolean {
  switch (end.kind) {
    case 'event':
      return end.lane !== lane || position <= end.position;
    case 'time':
      return timeOf(document) <= end.time;
  }
}

/** The first `position` of a document is the event's own: the members of the envelope stand before `data`. */
function storedEvent(lane: Lane, document: string): StoredEvent {
  const position = Number(/"position":(\d+)/.exec(document)?.[1]) as Position;
  return { lane, position, subject: '', document };
}

function timeOf(document: string): Instant {
  return fromIso(/"time":"([^"]*)"/.exec(document)?.[1] ?? '');
}
