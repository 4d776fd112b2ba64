import type { Expiry, IdentifiedCommand, Lane } from '@allocator/domain';
import { FairQueue } from '@allocator/runtime';
import { fingerprintOf } from './fingerprint-of.js';
import type { NotDecided } from './submission.js';
import { TransactionSize } from './transaction-size.js';
import { type AnswerTo, type Batches, type WaitingCommand, type WaitingExpiry, type Work, refuse } from './work.js';

export interface WorkLimits {
  /** Largest number of commands in one transaction. More saves little, and the first command waits for the last. */
  readonly transactionSizeMax: number;
  /**
   * Wanted time of a transaction while several tenants have work, in milliseconds: its size follows from what was measured. So a tenant waits
   * so long for another, and not for a number of commands.
   */
  readonly sharedTransactionMs: number;
  /** The same of a transaction of tenants with much work, in lanes where no other tenant has any: more is cheaper. */
  readonly floodTransactionMs: number;
  /** Largest number of commands that wait in one lane: of one tenant alone half of them. More are refused with `OverloadedError`. */
  readonly queueSizeMax: number;
  /** Longest wait in the queue, except with endless patience. After that the caller has given up or has sent a retry. */
  readonly queueMsMax: number;
}

/** Lanes whose lapses one transaction records while many are due: the other lanes stay free. */
const lanesOfWave = 2;
/** Fewest lapses of a lane in one transaction: they must not wait without end beside commands. */
const lapsesMin = 10;
/** After several tenants had work at the same time, or lapses were due, further transactions stay short for so long. */
const sharedForMs = 1_000;

/** Numbers of transactions, of those that count. */
export interface TransactionsAtWork {
  readonly floods: number;
  readonly others: number;
}

/**
 * What waits in the lanes of a process: commands of tenants, and lapses, which are served like one more tenant. Chooses the batches of
 * the next transaction.
 */
export class LaneWork {
  private readonly commands: FairQueue<Lane, WaitingCommand>;
  private readonly lapses = new Map<Lane, WaitingExpiry['recorded']>();
  /** Batches that were left out of a transaction. */
  private readonly leftOut = new Map<Lane, readonly Work[]>();
  private readonly sharedSize: TransactionSize;
  private readonly floodSize: TransactionSize;
  private sharedUntil = 0;
  /** When each lane last had commands of tenants with little work, in milliseconds of the monotonic clock. */
  private readonly sharedAt = new Map<Lane, number>();
  /** Lanes in which more lapses were due than the last transaction recorded. */
  private readonly wave = new Set<Lane>();

  constructor(private readonly limits: WorkLimits) {
    this.commands = new FairQueue(limits.queueSizeMax);
    this.sharedSize = new TransactionSize(limits.sharedTransactionMs, limits.transactionSizeMax);
    this.floodSize = new TransactionSize(limits.floodTransactionMs, limits.transactionSizeMax);
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Waiting commands, and lanes whose lapses are due. */
  get size(): number {
    return this.commands.size + this.lapses.size + sizeOf(this.leftOut);
  }

  /** Answers at the index in the submission: immediately, with `OverloadedError`, if there is no room. */
  add(lane: Lane, command: IdentifiedCommand, submission: AnswerTo, index: number): void {
    const until = submission.patience === 'endless' ? Infinity : performance.now() + this.limits.queueMsMax;
    const waiting = { command, fingerprint: fingerprintOf(command), submission, index, until };
    if (!this.commands.tryPush(tenantOf(command), lane, waiting)) refuse(waiting);
  }

  /** Resolves when the queue of the lane has room for the sender of the command. */
  whenRoom(lane: Lane, command: IdentifiedCommand): Promise<void> {
    return this.commands.whenRoom(tenantOf(command), lane);
  }

  /** Other processes hold these lanes: the next transaction takes their batches with those of the other lanes. */
  putBack(batches: Batches['batches']): void {
    for (const [lane, batch] of batches) this.leftOut.set(lane, batch);
  }

  /** Lapses of the lane are due. `recorded` gets how many of them one transaction has recorded. */
  addLapses(lane: Lane, recorded: WaitingExpiry['recorded']): void {
    if (this.lapses.has(lane)) throw new Error(`lapses of lane ${String(lane)} wait already`);
    this.lapses.set(lane, recorded);
  }

  /**
   * Removes the batches of the next transaction, of free lanes alone. Refuses commands whose deadline has passed. Tenants with little work
   * are served in all lanes; those with more than their share, and a wave of lapses, in few: so the other lanes stay free for the next
   * transaction.
   * While floods have transactions of their own, there is one of those and one of the others at a time: so neither waits for both.
   */
  next(isFree: (lane: Lane) => boolean, atWork: TransactionsAtWork): Batches {
    const leftOut = [...this.leftOut].filter(([lane]) => isFree(lane));
    const chosen = this.choose((lane) => isFree(lane) && !this.leftOut.has(lane), atWork);
    for (const [lane] of leftOut) this.leftOut.delete(lane);
    return {
      ...chosen,
      batches: new Map([...chosen.batches, ...leftOut]),
      size: chosen.size + leftOut.reduce((sum, [, { length }]) => sum + length, 0),
      leftOutBefore: new Set(leftOut.map(([lane]) => lane)),
    };
  }

  private choose(isFree: (lane: Lane) => boolean, atWork: TransactionsAtWork): Omit<Batches, 'leftOutBefore'> {
    const lanes = new Set([...this.commands.lanes.keys()].filter(isFree));
    const due = [...this.lapses].filter(([lane]) => isFree(lane));
    const waiting = this.commands.tenantsIn(lanes);
    const isWave = due.some(([lane]) => this.wave.has(lane));
    const isShared = this.isShared(waiting.size > 1 || due.length > 0);
    const sizeMax = isShared ? this.sharedSize.size : this.limits.transactionSizeMax;
    const share = Math.floor(sizeMax / (waiting.size + Number(isWave)));
    const [small, large] = [new Set<string>(), new Set<string>()];
    for (const [tenant, count] of waiting) (count > share ? large : small).add(tenant);
    const floodLanes = isShared ? this.lanesWithoutOthers(lanes) : new Set<Lane>();
    const isFlood = this.commands.sizeOf(large, floodLanes) >= sizeMax;
    const isTurnOfOthers = atWork.others === 0 && (small.size > 0 || due.length > 0);
    if (isFlood && !isTurnOfOthers) return this.flood(floodLanes, atWork.floods === 0 ? large : new Set());
    const taken = this.commands.takeUpTo(sizeMax, lanes, small);
    for (const lane of taken.keys()) this.sharedAt.set(lane, performance.now());
    let size = sizeOf(taken);
    const forWave = isWave ? Math.floor((sizeMax - size) / (large.size + 1)) : 0;
    const forLarge = sizeMax - size - forWave;
    const beside = isFlood ? new Set([...lanes].filter((lane) => !floodLanes.has(lane))) : lanes;
    for (const [lane, batch] of this.commands.takeUpTo(forLarge, this.lanesWith(forLarge, beside, large), large)) {
      taken.set(lane, [...(taken.get(lane) ?? []), ...batch]);
      size += batch.length;
    }
    const batches: Map<Lane, Work[]> = inTime(taken);
    const expiring = isWave ? due.slice(0, lanesOfWave) : due;
    const countMax = Math.max(lapsesMin, Math.ceil((sizeMax - size) / expiring.length));
    for (const [lane, recorded] of expiring) {
      this.lapses.delete(lane);
      batches.set(lane, [...(batches.get(lane) ?? []), this.expiryOf(lane, countMax, recorded)]);
      size += countMax;
    }
    return { batches, size, isFlood: false };
  }

  /** A long transaction of tenants with much work, in lanes in which no other tenant waits for its end. */
  private flood(lanes: ReadonlySet<Lane>, tenants: ReadonlySet<string>): Omit<Batches, 'leftOutBefore'> {
    const { size } = this.floodSize;
    const taken = this.commands.takeUpTo(size, this.lanesWith(size, lanes, tenants), tenants);
    return { batches: inTime(taken), size: sizeOf(taken), isFlood: true };
  }

  /** Without those in which tenants with little work had commands lately. */
  private lanesWithoutOthers(lanes: ReadonlySet<Lane>): Set<Lane> {
    const since = performance.now() - sharedForMs;
    return new Set([...lanes].filter((lane) => (this.sharedAt.get(lane) ?? -Infinity) < since));
  }

  /** Remembers whether more lapses are due than one transaction records. */
  private expiryOf(lane: Lane, countMax: number, recorded: WaitingExpiry['recorded']): WaitingExpiry {
    const notify = (expiry: Expiry | NotDecided): void => {
      if (expiry.kind === 'expired' && expiry.count === countMax) this.wave.add(lane);
      else this.wave.delete(lane);
      recorded(expiry);
    };
    return { command: { type: 'ExpireDue', countMax }, recorded: notify };
  }

  /** As few lanes as have so many commands of the tenants, as many of each: then the others stay free. */
  private lanesWith(size: number, lanes: ReadonlySet<Lane>, tenants: ReadonlySet<string>): ReadonlySet<Lane> {
    const few = new Set<Lane>();
    for (const tenant of tenants) {
      let count = 0;
      for (const [lane, waiting] of this.commands.lanesOf(tenant)) {
        if (count >= size / tenants.size) break;
        if (!lanes.has(lane)) continue;
        few.add(lane);
        count += waiting;
      }
    }
    return few;
  }

  /** So many commands and lapses were executed in one transaction, which took so long. */
  measured(count: number, ms: number, isFlood: boolean): void {
    (isFlood ? this.floodSize : this.sharedSize).measured(count, ms);
  }

  /** @param isNow several tenants have work, or lapses are due */
  private isShared(isNow: boolean): boolean {
    const now = performance.now();
    if (isNow) this.sharedUntil = now + sharedForMs;
    return now < this.sharedUntil;
  }
}

function sizeOf(batches: ReadonlyMap<Lane, readonly unknown[]>): number {
  let size = 0;
  for (const { length } of batches.values()) size += length;
  return size;
}

/** Without the commands whose deadline has passed, which are refused, and without lanes that then have none. */
function inTime(taken: ReadonlyMap<Lane, readonly WaitingCommand[]>): Map<Lane, Work[]> {
  const now = performance.now();
  const batches = new Map<Lane, Work[]>();
  for (const [lane, batch] of taken) {
    for (const waiting of batch) if (waiting.until < now) refuse(waiting);
    const decidable = batch.filter(({ until }) => until >= now);
    if (decidable.length > 0) batches.set(lane, decidable);
  }
  return batches;
}

/** A WWSF is a tenant. The commands of all operators and eP-CSCFs together are those of one tenant, because they are few. */
function tenantOf(command: IdentifiedCommand): string {
  return 'wwsfId' in command ? (command.wwsfId ?? '') : '';
}
