import type { AliasClaim, AliasOwner } from '@allocator/application';
import type { Agreement, AgreementId, IdentityNumber, Instant, Lane, OperatorProfile, PoolId } from '@allocator/domain';
import { emptyLane, laneAt, type MemoryLane } from '../memory-lane.js';
import type { DatabaseDefect } from './defects.js';
import type { Pause } from './task.js';

/** The database has ended the session: what was not committed has not happened. */
export class SessionLostError extends Error {
  override readonly name = 'SessionLostError';
}

/** One transaction, with the writes that its commit will apply. */
export class Transaction {
  isLost = false;
  readonly writes: (() => void)[] = [];
  /** A part of the first write, which nothing but a planted bug applies. */
  half: (() => void) | undefined;
  readonly aliases: string[] = [];

  constructor(readonly process: number) {}
}

/** What all processes share: lanes with their locks, terms, names, claims of publishers, and one clock that may jump. */
export class SimulatedDatabase {
  readonly lanes: readonly MemoryLane[];
  readonly operators: OperatorProfile[] = [];
  readonly agreements = new Map<AgreementId, Agreement>();
  readonly movedUpTo = new Map<PoolId, IdentityNumber>();
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
    return laneAt(this.lanes, lane);
  }

  documents(lane: Lane): readonly string[] {
    return this.lane(lane).events.map(({ document }) => document);
  }

  /** Runs the work in one transaction of the process, and commits. If the work throws, nothing is written. */
  async inTransaction<T>(process: number, pause: Pause, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = new Transaction(process);
    this.open.add(transaction);
    try {
      const answer = await work(transaction);
      await this.commit(transaction, pause);
      return answer;
    } finally {
      this.end(transaction);
    }
  }

  lockLane(transaction: Transaction, lane: Lane, pause: Pause): Promise<void> {
    return this.lock(transaction, `lane ${String(lane)}`, pause);
  }

  /** Takes the locks of the lanes that are free, in order; if none is, waits for the first. @returns the locked lanes */
  async lockFreeLanes(transaction: Transaction, lanes: readonly Lane[], pause: Pause): Promise<readonly Lane[]> {
    const [first, ...others] = lanes;
    if (first === undefined) return [];
    const locked: Lane[] = [];
    if (others.length > 0) {
      for (const lane of [...lanes].sort((one, other) => one - other)) {
        const name = `lane ${String(lane)}`;
        await pause(`before the lock of ${name}`);
        this.check(transaction);
        if (this.take(transaction, name)) locked.push(lane);
      }
    }
    if (locked.length > 0) return locked;
    await this.lockLane(transaction, first, pause);
    return [first, ...others.filter((lane) => this.take(transaction, `lane ${String(lane)}`))];
  }

  /** Waits until the transaction that has the lock ends. */
  async lock(transaction: Transaction, name: string, pause: Pause): Promise<void> {
    await pause(`before the lock of ${name}`);
    this.check(transaction);
    while (!this.take(transaction, name)) {
      await pause(`waiting for ${name}`);
      this.check(transaction);
    }
  }

  /** Rolls back, as a crash or a lost session does. */
  end(transaction: Transaction): void {
    const isFailure = !transaction.isLost && transaction.writes.length > 0;
    transaction.isLost = true;
    this.open.delete(transaction);
    const lanes = [...this.locks].filter(([name, holder]) => holder === transaction && name.startsWith('lane'));
    if (isFailure && lanes.length > 1 && this.defect === 'half-of-a-lane-committed') transaction.half?.();
    for (const alias of transaction.aliases) this.names.delete(alias);
    for (const [name, holder] of this.locks) if (holder === transaction) this.locks.delete(name);
  }

  check(transaction: Transaction): void {
    if (transaction.isLost) throw new SessionLostError('the database has ended the session');
  }

  /** A process has died: its sessions end, and its claims with them. */
  endSessionsOf(process: number): void {
    // A copy: `end` changes the set.
    for (const transaction of Array.from(this.open)) if (transaction.process === process) this.end(transaction);
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

  /** True where another open transaction has claimed one of these names: a unique index waits for its end. */
  isPending(transaction: Transaction, claims: readonly AliasClaim[]): boolean {
    const others = [...this.open].filter((other) => other !== transaction);
    return claims.some(({ alias }) => others.some(({ aliases }) => aliases.includes(alias)));
  }

  /** False if another transaction has the lock. */
  private take(transaction: Transaction, name: string): boolean {
    if (this.defect === 'lost-lane-lock' && name.startsWith('lane')) return true;
    if (this.locks.has(name)) return false;
    this.locks.set(name, transaction);
    return true;
  }

  private async commit(transaction: Transaction, pause: Pause): Promise<void> {
    await pause('before commit');
    this.check(transaction);
    for (const write of transaction.writes.splice(0)) write();
    transaction.aliases.length = 0;
    this.end(transaction);
    await pause('after commit');
  }
}
