import type {
  AliasClaim,
  AliasOwner,
  DecidedInLane,
  EventReader,
  LaneChanges,
  LaneClaims,
  LaneCloser,
  LaneHead,
  LaneStore,
  OpenLane,
  StoredEvent,
  Wanted,
} from '@allocator/application';
import type {
  Agreement,
  AgreementId,
  Identity,
  IdentityNumber,
  Instant,
  Lane,
  LaneView,
  OperatorProfile,
  PoolId,
} from '@allocator/domain';
import { applyChanges, emptyLane, type MemoryLane, viewOf } from '../memory-lane.js';
import type { DatabaseDefect } from './defects.js';
import type { Pause } from './task.js';

/** The database ended the session: what was not committed has not happened. */
export class SessionLostError extends Error {
  override readonly name = 'SessionLostError';
}

/** One transaction: what it locked, and what will be so when it commits. */
export class Transaction {
  isLost = false;
  readonly writes: (() => void)[] = [];
  readonly aliases: string[] = [];

  constructor(readonly process: number) {}
}

/** What all processes share: lanes with their locks, terms, names, claims of publishers, and one clock that may jump. */
export class SimulatedDatabase {
  readonly lanes: readonly MemoryLane[];
  readonly operators: OperatorProfile[] = [];
  readonly agreements = new Map<AgreementId, Agreement>();
  readonly movedUpTo = new Map<PoolId, IdentityNumber>();
  readonly published = new Map<Lane, number>();
  /** Open transactions, oldest first. */
  readonly open = new Set<Transaction>();
  readonly claims = new Map<Lane, number>();
  private readonly locks = new Map<string, Transaction>();
  private readonly names = new Map<string, AliasClaim>();

  constructor(
    lanes: number,
    public now: Instant,
    readonly defect?: DatabaseDefect,
  ) {
    this.lanes = Array.from({ length: lanes }, (_, lane) => emptyLane(lane as Lane, now));
  }

  lane(lane: Lane): MemoryLane {
    const found = this.lanes[lane];
    if (found === undefined) throw new Error(`there is no lane ${String(lane)}`);
    return found;
  }

  documents(lane: Lane): readonly string[] {
    return this.lane(lane).events.map(({ document }) => document);
  }

  begin(process: number): Transaction {
    const transaction = new Transaction(process);
    this.open.add(transaction);
    return transaction;
  }

  /** Waits behind whoever has the lock. */
  async lock(transaction: Transaction, name: string, pause: Pause): Promise<void> {
    await pause(`before the lock of ${name}`);
    this.check(transaction);
    if (this.defect === 'lost-lane-lock' && name.startsWith('lane')) return;
    while (this.locks.has(name)) {
      await pause(`waiting for ${name}`);
      this.check(transaction);
    }
    this.locks.set(name, transaction);
  }

  async commit(transaction: Transaction, pause: Pause): Promise<void> {
    await pause('before commit');
    this.check(transaction);
    for (const write of transaction.writes) write();
    transaction.aliases.length = 0;
    this.end(transaction);
    await pause('after commit');
  }

  /** Rolls back; also what a crash or a lost session comes to. */
  end(transaction: Transaction): void {
    transaction.isLost = true;
    this.open.delete(transaction);
    for (const alias of transaction.aliases) this.names.delete(alias);
    for (const [name, holder] of this.locks) if (holder === transaction) this.locks.delete(name);
  }

  check(transaction: Transaction): void {
    if (transaction.isLost) throw new SessionLostError('the session is gone');
  }

  /** What the database does when a process dies: its sessions end. */
  forget(process: number): void {
    for (const transaction of [...this.open]) if (transaction.process === process) this.end(transaction);
    for (const [lane, holder] of this.claims) if (holder === process) this.claims.delete(lane);
  }

  /** Never earlier than the lane's last recorded time. */
  timeOf(lane: Lane): Instant {
    return Math.max(this.now, this.lane(lane).lastRecordedAt) as Instant;
  }

  claimName(transaction: Transaction, claim: AliasClaim): AliasOwner {
    const owner = this.names.get(claim.alias);
    if (owner !== undefined) return { ...owner, claimedNow: false };
    this.names.set(claim.alias, claim);
    transaction.aliases.push(claim.alias);
    return { ...claim, claimedNow: true };
  }

  releaseName(alias: string): void {
    this.names.delete(alias);
  }

  /** True where a transaction that is still open has one of these names: a unique index waits for its end. */
  isPending(transaction: Transaction, claims: readonly AliasClaim[]): boolean {
    const others = [...this.open].filter((other) => other !== transaction);
    return claims.some(({ alias }) => others.some(({ aliases }) => aliases.includes(alias)));
  }
}

/** The lanes as one process sees them over its connection, with a pause between any two things that the database is asked. */
export class SimulatedLaneStore implements LaneStore {
  constructor(
    private readonly database: SimulatedDatabase,
    private readonly process: number,
    private readonly pause: Pause,
  ) {}

  decideInLane<T>(
    lane: Lane,
    wanted: Wanted,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<T> {
    return this.inLane(lane, async (open) => {
      const { answer, changes } = decide(await open.prefetch(wanted), open.head);
      if (changes !== undefined) await open.write(changes);
      return answer;
    });
  }

  async inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    const { database, pause } = this;
    const transaction = database.begin(this.process);
    try {
      await database.lock(transaction, `lane ${String(lane)}`, pause);
      await pause('behind the lock');
      database.check(transaction);
      const answer = await work(this.opened(lane, transaction));
      await database.commit(transaction, pause);
      return answer;
    } finally {
      database.end(transaction);
    }
  }

  private opened(lane: Lane, transaction: Transaction): OpenLane {
    const { database, pause } = this;
    const state = database.lane(lane);
    const now = database.timeOf(lane);
    return {
      head: state.head,
      now,
      prefetch: async (wanted) => {
        const view = viewOf(state, now, wanted);
        await pause('after reading');
        return planted(view, database.defect);
      },
      claimAliases: async (claims) => {
        while (database.isPending(transaction, claims)) {
          await pause('waiting for a name');
          database.check(transaction);
        }
        return claims.map((claim) => database.claimName(transaction, claim));
      },
      releaseAliases: async (aliases) => {
        aliases.forEach((alias) => {
          database.releaseName(alias);
        });
      },
      declaredNames: async () => [],
      nextIdentityNumber: async () => (state.identities.size + 1) as IdentityNumber,
      write: async (changes) => {
        await pause('after deciding');
        database.check(transaction);
        transaction.writes.push(() => {
          applyChanges(state, kept(changes, database.defect));
        });
      },
    };
  }
}

function kept(changes: LaneChanges, defect: DatabaseDefect | undefined): LaneChanges {
  if (defect !== 'refusal-outcome-not-stored') return changes;
  return { ...changes, outcomes: changes.outcomes.filter(({ outcome }) => outcome.kind !== 'refused') };
}

/** What `now >= assignableAt - 1` would lend is shown as if its time had come. */
function planted(view: LaneView, defect: DatabaseDefect | undefined): LaneView {
  switch (defect) {
    case 'instant-off-by-one':
      return oneMillisecondEarly(view);
    case 'raise-under-way-not-counted':
      return { ...view, moves: new Map() };
    default:
      return view;
  }
}

function oneMillisecondEarly(view: LaneView): LaneView {
  const early = (identity: Identity): Identity => {
    if (identity.assignableAt !== view.now + 1) return identity;
    const { holding } = identity;
    const { now } = view;
    if (holding.status === 'never-assigned' || holding.lease.reassignableAt <= now)
      return { ...identity, assignableAt: now };
    const lease = { ...holding.lease, reassignableAt: now };
    return { ...identity, assignableAt: now, holding: { ...holding, lease } };
  };
  return {
    ...view,
    identities: view.identities.map(early),
    queues: new Map([...view.queues].map(([pool, queue]) => [pool, queue.map(early)])),
  };
}

/** The events as a relay reads them: what is committed, of the moment at which it is asked. */
export class SimulatedEvents implements EventReader, LaneCloser {
  constructor(
    private readonly database: SimulatedDatabase,
    private readonly pause: Pause,
  ) {}

  async laneHeads(): Promise<readonly LaneHead[]> {
    const heads = this.database.lanes.map(({ head }) => head);
    await this.pause('after reading the heads');
    return heads;
  }

  async readEvents(lane: Lane, after: number, { countMax }: { readonly countMax: number }): Promise<StoredEvent[]> {
    const events = this.database
      .lane(lane)
      .events.slice(after, after + countMax)
      .map(({ position, document }) => ({ lane, position, subject: '', document }));
    await this.pause('after reading events');
    return events;
  }

  async closeLane(lane: Lane, reason: string): Promise<void> {
    const state = this.database.lane(lane);
    state.head = { ...state.head, closedBecause: state.head.closedBecause ?? reason };
  }
}

/** The advisory locks of one process. */
export class SimulatedClaims implements LaneClaims {
  constructor(
    private readonly database: SimulatedDatabase,
    private readonly process: number,
  ) {}

  async claim(lane: Lane): Promise<boolean> {
    if (!this.database.claims.has(lane)) this.database.claims.set(lane, this.process);
    return this.holds(lane);
  }

  holds(lane: Lane): boolean {
    return this.database.claims.get(lane) === this.process;
  }

  async release(lane: Lane): Promise<void> {
    if (this.holds(lane)) this.database.claims.delete(lane);
  }
}
