import type {
  AliasClaim,
  AliasOwner,
  DecidedInLane,
  LaneHead,
  LaneStore,
  OpenLane,
  Wanted,
} from '@allocator/application';
import type { IdentityNumber, Instant, Lane, LaneView, OperatorNames } from '@allocator/domain';
import { decideIn } from './decide-in.js';
import { applyChanges, emptyLane, laneAt, type MemoryLane, viewOf } from './memory-lane.js';

/** A store without a database. It answers as PostgreSQL's does, and the test moves its clock. */
export class MemoryLaneStore implements LaneStore {
  now: Instant;
  readonly lanes: readonly MemoryLane[];
  /** Declared names, set by a test. */
  declared: readonly OperatorNames[] = [];
  private readonly registry = new Map<string, AliasClaim>();
  private readonly turns = new Map<Lane, Promise<unknown>>();

  constructor(lanes: number, now: Instant) {
    this.now = now;
    this.lanes = Array.from({ length: lanes }, (_, lane) => emptyLane(lane as Lane, now));
  }

  lane(lane: Lane): MemoryLane {
    return laneAt(this.lanes, lane);
  }

  decideInLanes<T>(
    wanted: ReadonlyMap<Lane, Wanted>,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<ReadonlyMap<Lane, T>> {
    const lanes = [...wanted.keys()].sort((one, other) => one - other);
    return this.inLanes(lanes, [], (opened) => decideIn(opened, wanted, decide));
  }

  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    const turn = (this.turns.get(lane) ?? Promise.resolve()).then(() => work(this.open(lane)));
    this.turns.set(
      lane,
      turn.catch(() => undefined),
    );
    return turn;
  }

  private inLanes<T>(
    lanes: readonly Lane[],
    opened: readonly OpenLane[],
    work: (opened: readonly OpenLane[]) => Promise<T>,
  ): Promise<T> {
    const [lane, ...others] = lanes;
    if (lane === undefined) return work(opened);
    return this.inLane(lane, (open) => this.inLanes(others, [...opened, open], work));
  }

  private open(lane: Lane): OpenLane {
    const state = this.lane(lane);
    const now = Math.max(this.now, state.lastRecordedAt) as Instant;
    return {
      head: state.head,
      now,
      prefetch: (wanted) => Promise.resolve(viewOf(state, now, wanted)),
      claimAliases: (claims) => Promise.resolve(claims.map((claim) => this.claim(claim))),
      releaseAliases: (aliases) => {
        aliases.forEach((alias) => this.registry.delete(alias));
        return Promise.resolve();
      },
      declaredNames: () => Promise.resolve(this.declared),
      nextIdentityNumber: () => Promise.resolve((state.identities.size + 1) as IdentityNumber),
      write: (changes) => {
        applyChanges(state, changes);
        return Promise.resolve();
      },
    };
  }

  private claim(claim: AliasClaim): AliasOwner {
    const owner = this.registry.get(claim.alias);
    if (owner === undefined) this.registry.set(claim.alias, claim);
    return { ...(owner ?? claim), claimedNow: owner === undefined };
  }
}
