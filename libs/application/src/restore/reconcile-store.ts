import type { Identity, Instant, Lane, PoolId, Position } from '@allocator/domain';
import { aliasesOf, isIdentityEvent, laneOf, plusSeconds } from '@allocator/domain';
import type { LaneHead } from '../ports/event-reader.js';
import type { HistorySource } from '../ports/history-source.js';
import type { Progress } from '../ports/progress.js';
import type { RestoredLane, RestoredStore } from '../ports/restored-store.js';
import { ActivityProjection } from '../projection/activity-projection.js';
import type { LostEvent } from './continue-lane.js';
import { continueLane, lostEvents } from './continue-lane.js';
import { moveAfterRestore } from './move-after-restore.js';

/** When the store was lost; or the operator's word that all it had committed is in the topic. */
export type Loss = { readonly lostAt: Instant } | 'nothing-unpublished';

/** A pool that assigns nothing before an instant, because its identities can have holders that are on no record. */
export interface WaitingPool {
  readonly poolId: PoolId;
  readonly assignNotBefore: Instant;
}

/** Receives the results of a reconciliation as they are committed. */
export interface ReconcileObserver {
  /** The lane has all published events again, and so many of them were lost. */
  restored(lane: Lane, events: number): void;
  waits(pool: WaitingPool): void;
  opened(lane: Lane): void;
}

/** Events in one transaction. */
const batchMax = 500;
/** Events in one transaction of the read model. */
const projectLimit = { countMax: 1_000, bytesMax: 1024 * 1024 };

/**
 * Brings a store that was restored from a backup to where the topic is, while no service works on it (docs/adr/0028). Every step can
 * be repeated: an interrupted reconciliation continues where it was.
 */
export class ReconcileStore {
  private readonly projection: ActivityProjection;

  constructor(private readonly store: RestoredStore) {
    this.projection = new ActivityProjection(store.activity);
  }

  /** All steps, in the order that keeps identities from being assigned too early: lanes are opened last. */
  async reconcile(topic: HistorySource, loss: Loss, progress: Progress, observer: ReconcileObserver): Promise<void> {
    const heads = await this.store.laneHeads();
    const ends = await topic.lanes();
    progress.grow(ends.reduce((sum, { position }) => sum + position, 0));
    const restored = new Map<Lane, number>();
    for (const head of heads) restored.set(head.lane, await this.restoreLane(topic, head, progress));
    // A pool's move depends on profiles in another lane, so every lane must have its history first.
    for (const { lane } of heads) await this.moveHolds(lane, heads.length);
    for (const { lane } of heads) {
      await this.store.restoreSubjectIdentities(lane);
      observer.restored(lane, restored.get(lane) ?? 0);
      if (loss !== 'nothing-unpublished')
        (await this.hold(lane, heads.length, loss.lostAt)).forEach((pool) => observer.waits(pool));
      await this.project(lane);
    }
    // After every lane has its history and its wait: what one lane assigns can depend on terms of another.
    for (const { lane } of heads) if (await this.store.open(lane)) observer.opened(lane);
  }

  /**
   * Appends published documents to the lane, as they are. Throws `HistoryDiffersError` if they do not follow the lane's last event.
   * They are committed when it resolves.
   */
  append(lane: Lane, documents: readonly string[]): Promise<void> {
    return this.store.inLane(lane, async (open) => {
      const lost = lostEvents(open.head, documents);
      const continuation = continueLane(await open.identities(namesIn(lost)), lost);
      if (continuation === undefined) return;
      await claimNames(open, continuation.imported);
      await open.write(continuation);
    });
  }

  /**
   * Begins to move leases again whose move to raised terms can be lost, from the first version that a lease is on, and leases that
   * indications ended back to their full bound. The service's scheduler carries the moves out. Every lane must have its history.
   */
  async moveHolds(lane: Lane, lanes: number): Promise<void> {
    const now = await this.store.laneTime(lane);
    for (const { poolId, operatorId } of await this.store.poolsIn(lane)) {
      const oldest = await this.store.oldestVersionHeld(lane, poolId);
      if (oldest === undefined) continue;
      const profiles = await this.store.profilesOf(laneOf(operatorId, lanes), operatorId);
      const move = moveAfterRestore(
        profiles.filter(({ profile }) => profile.version >= oldest),
        now,
      );
      if (move !== undefined) await this.store.beginMove(lane, poolId, move);
    }
  }

  /**
   * An assignment that was committed and lost before it was published is on no record. So each pool of the lane assigns nothing until
   * the longest lease that can have begun by `lostAt` is over, by the longest of all its terms so far. The guard covers
   * the clock by which the lost database set the lease's bound. Two more clocks may each differ by the agreed skew: the one by which
   * `lostAt` was read may be late, and that of the restored database may be ahead.
   */
  async hold(lane: Lane, lanes: number, lostAt: Instant): Promise<readonly WaitingPool[]> {
    const longest = new Map<PoolId, number>();
    for (const { poolId, securityLifetimeSeconds, quarantineSeconds } of await this.store.termsOfPools(lane)) {
      longest.set(poolId, Math.max(longest.get(poolId) ?? 0, securityLifetimeSeconds + quarantineSeconds));
    }
    const waiting: WaitingPool[] = [];
    for (const { poolId, operatorId } of await this.store.poolsIn(lane)) {
      const profiles = await this.store.profilesOf(laneOf(operatorId, lanes), operatorId);
      if (profiles.length === 0)
        throw new Error(`no profile of ${operatorId} is in the store, but its pool ${poolId} is`);
      const skew = Math.max(...profiles.map(({ profile }) => profile.guard.clockSkewSeconds));
      const end = plusSeconds(lostAt, (longest.get(poolId) ?? 0) + 2 * skew);
      const assignNotBefore = await this.store.assignNotBefore(lane, poolId, end);
      if (assignNotBefore !== undefined) waiting.push({ poolId, assignNotBefore });
    }
    return waiting;
  }

  /** Brings the read model to the lane's end. */
  async project(lane: Lane): Promise<void> {
    for (;;) {
      const checkpoint = await this.projection.checkpoint(lane);
      const events = await this.store.readEvents(lane, checkpoint, projectLimit);
      if (events.length === 0) return;
      await this.projection.apply(lane, events);
    }
  }

  /** @returns how many events the lane has got back */
  private async restoreLane(topic: HistorySource, { lane, position }: LaneHead, progress: Progress): Promise<number> {
    let count = 0;
    let batch: string[] = [];
    const flush = async (): Promise<void> => {
      await this.append(lane, batch);
      count += batch.length;
      batch = [];
    };
    for await (const page of topic.documents(lane, position)) {
      progress.add(page.length);
      batch.push(...page.filter((document) => positionIn(document) > position));
      while (batch.length >= batchMax) await flush();
    }
    if (batch.length > 0) await flush();
    return count;
  }
}

/** The first `position` of a document is the event's own: the members of the envelope stand before `data`. */
function positionIn(document: string): Position {
  return Number(/"position":(\d+)/.exec(document)?.[1]) as Position;
}

/** The identities that the events name, each once. */
function namesIn(lost: readonly LostEvent[]): Parameters<RestoredLane['identities']>[0] {
  const named = new Map(
    lost.flatMap(({ event }) => {
      if (!isIdentityEvent(event) && event.type !== 'IndicationIgnored') return [];
      const { poolId, impi } = event.data;
      return poolId === null ? [] : [[`${poolId} ${impi}`, { poolId, impi }] as const];
    }),
  );
  return [...named.values()];
}

/** Takes the names of the identities again, in the registry that all lanes share. */
async function claimNames(open: RestoredLane, imported: readonly Identity[]): Promise<void> {
  const claims = imported
    .flatMap(({ poolId, impi, impus }) => aliasesOf(impi, impus).map((alias) => ({ alias, poolId, impi })))
    .sort((a, b) => (a.alias < b.alias ? -1 : 1));
  const owners = new Set(
    (await open.claimAliases(claims)).map(({ alias, poolId, impi }) => `${alias} ${poolId} ${impi}`),
  );
  const taken = claims.find(({ alias, poolId, impi }) => !owners.has(`${alias} ${poolId} ${impi}`));
  if (taken === undefined) return;
  // Version 0.1 took an address once for each of its schemes; the registry of this version has one name for both.
  const { alias, poolId, impi } = taken;
  throw new Error(
    `${alias} of ${impi} in pool ${poolId} has another owner: restore the backup again, reconcile it with version 0.1, then start this version`,
  );
}
