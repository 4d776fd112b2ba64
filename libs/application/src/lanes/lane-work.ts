import type { Expiry, IdentifiedCommand, Lane } from '@allocator/domain';
import { FairQueue } from '@allocator/runtime';
import { fingerprintOf } from './fingerprint-of.js';
import type { NotDecided } from './submission.js';
import { TransactionSize } from './transaction-size.js';
import type { TransactionKind, TransactionsAtWork } from './transactions-at-work.js';
import {
  type AnswerTo,
  type Batches,
  type WaitingCommand,
  type WaitingExpiry,
  type Work,
  inTime,
  refuse,
  sizeOf,
} from './work.js';

export interface WorkLimits {
  /** Largest number of commands in one transaction. More saves little, and the first command waits for the last. */
  readonly transactionSizeMax: number;
  /**
   * Wanted time of a transaction while several tenants have work, in milliseconds: its size follows from what was measured. So a tenant waits
   * so long for another, and not for a number of commands.
   */
  readonly sharedTransactionMs: number;
  /** The same of a flood's transaction, in lanes in which no other tenant had any work in the last second: more is cheaper. */
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

/** What the next transaction can take. */
interface Candidates {
  /** Free lanes with commands. */
  readonly lanes: ReadonlySet<Lane>;
  /** Free lanes with lapses. */
  readonly due: readonly (readonly [Lane, WaitingExpiry['recorded']])[];
  /** Many lapses are due. */
  readonly isWave: boolean;
  readonly sizeMax: number;
  /** Tenants with no more commands than their share of a transaction. */
  readonly light: ReadonlySet<string>;
  readonly heavy: ReadonlySet<string>;
  /** Lanes in which only heavy tenants had commands in the last second, if they have enough there for a transaction of their own. */
  readonly floodLanes: ReadonlySet<Lane>;
}

/**
 * What waits in the lanes of a process: commands of tenants, lapses, which are served like one more tenant, and batches that were left out
 * of a transaction. Chooses the batches of the next transaction.
 */
export class LaneWork {
  private readonly commands: FairQueue<Lane, WaitingCommand>;
  private readonly lapses = new Map<Lane, WaitingExpiry['recorded']>();
  private leftOut: ReadonlyMap<Lane, readonly Work[]> = new Map();
  private readonly sizes: Readonly<Record<TransactionKind, TransactionSize>>;
  private sharedUntilMs = 0;
  /** When commands of light tenants were last taken of each lane, in milliseconds of the monotonic clock. */
  private readonly lightTakenAtMs = new Map<Lane, number>();
  /** Lanes in which more lapses were due than the last transaction recorded. */
  private readonly wave = new Set<Lane>();

  constructor(private readonly limits: WorkLimits) {
    const { floodTransactionMs, sharedTransactionMs, transactionSizeMax } = limits;
    this.commands = new FairQueue(limits.queueSizeMax);
    this.sizes = {
      flood: new TransactionSize(floodTransactionMs, transactionSizeMax),
      shared: new TransactionSize(sharedTransactionMs, transactionSizeMax),
    };
  }

  /** Commands that wait in the queue of each lane; lanes without any are absent. */
  get waiting(): ReadonlyMap<Lane, number> {
    return this.commands.lanes;
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
    const until = submission.patience === 'endless' ? Infinity : submission.sinceMs + this.limits.queueMsMax;
    const waiting = { command, fingerprint: fingerprintOf(command), submission, index, until };
    if (!this.commands.tryPush(tenantOf(command), lane, waiting)) refuse(waiting);
  }

  /** Resolves when the queue of the lane has room for the sender of the command. */
  whenRoom(lane: Lane, command: IdentifiedCommand): Promise<void> {
    return this.commands.whenRoom(tenantOf(command), lane);
  }

  /** Lapses of the lane are due. `recorded` gets how many of them one transaction has recorded. */
  addLapses(lane: Lane, recorded: WaitingExpiry['recorded']): void {
    if (this.lapses.has(lane)) throw new Error(`lapses of lane ${String(lane)} wait already`);
    this.lapses.set(lane, recorded);
  }

  /** The next shared transaction takes them first. Their lanes are free in this process, and other processes hold them. */
  leaveForNext(leftOut: Batches['batches']): void {
    this.leftOut = new Map([...this.leftOut, ...leftOut]);
  }

  /**
   * Removes the batches of the next transaction, of free lanes alone. Refuses commands whose deadline has passed. Light tenants are served
   * in all lanes; heavy ones, and a wave of lapses, in few: so the other lanes stay free for the next transaction. While a flood has
   * transactions of its own, there is one of those and one shared at a time: so neither waits for both.
   */
  next(isFree: (lane: Lane) => boolean, atWork: TransactionsAtWork): Batches {
    const nowMs = performance.now();
    const leftOut = inTime(this.leftOut, nowMs);
    this.leftOut = new Map();
    const candidates = this.candidates((lane) => isFree(lane) && !leftOut.has(lane), nowMs);
    const { floodLanes, heavy } = candidates;
    const isTurnOfOthers = !atWork.has('shared') && this.hasOthers(candidates);
    if (floodLanes.size === 0 || leftOut.size > 0 || isTurnOfOthers) return this.shared(candidates, leftOut, nowMs);
    const size = atWork.has('flood') ? 0 : this.sizes.flood.size;
    const taken = inTime(this.commands.takeUpTo(size, this.lanesWith(size, floodLanes, heavy), heavy), nowMs);
    return { kind: 'flood', batches: taken, leftOutBefore: new Set() };
  }

  /** So many commands and lapses were executed in one transaction, which took so long. */
  measured(kind: TransactionKind, count: number, ms: number): void {
    this.sizes[kind].measured(count, ms);
  }

  private candidates(isFree: (lane: Lane) => boolean, nowMs: number): Candidates {
    const lanes = new Set([...this.commands.lanes.keys()].filter(isFree));
    const due = [...this.lapses].filter(([lane]) => isFree(lane));
    const waiting = this.commands.tenantsIn(lanes);
    const isWave = due.some(([lane]) => this.wave.has(lane));
    if (waiting.size > 1 || due.length > 0) this.sharedUntilMs = nowMs + sharedForMs;
    const isShared = nowMs < this.sharedUntilMs;
    const sizeMax = isShared ? this.sizes.shared.size : this.limits.transactionSizeMax;
    const share = Math.floor(sizeMax / (waiting.size + Number(isWave)));
    const [light, heavy] = [new Set<string>(), new Set<string>()];
    for (const [tenant, count] of waiting) (count > share ? heavy : light).add(tenant);
    const isWithoutLight = (lane: Lane): boolean => (this.lightTakenAtMs.get(lane) ?? -Infinity) < nowMs - sharedForMs;
    const withoutLight = new Set([...lanes].filter(isWithoutLight));
    const isFlood = isShared && this.commands.sizeOf(heavy, withoutLight) >= sizeMax;
    return { lanes, due, isWave, sizeMax, light, heavy, floodLanes: isFlood ? withoutLight : new Set() };
  }

  /** Whether there is work besides that of a flood in its own lanes. */
  private hasOthers({ lanes, due, light, heavy, floodLanes }: Candidates): boolean {
    return light.size > 0 || due.length > 0 || this.commands.sizeOf(heavy, without(lanes, floodLanes)) > 0;
  }

  private shared(candidates: Candidates, leftOut: ReadonlyMap<Lane, readonly Work[]>, nowMs: number): Batches {
    const { lanes, isWave, sizeMax, light, heavy, floodLanes } = candidates;
    let room = Math.max(0, sizeMax - sizeOf(leftOut));
    const taken = this.commands.takeUpTo(room, lanes, light);
    for (const lane of taken.keys()) this.lightTakenAtMs.set(lane, nowMs);
    room -= sizeOf(taken);
    // What a flood has in lanes without others is left for its own transactions.
    const shared = without(lanes, floodLanes);
    const forHeavy = room - (isWave ? Math.floor(room / (heavy.size + 1)) : 0);
    const ofHeavy = this.commands.takeUpTo(forHeavy, this.lanesWith(forHeavy, shared, heavy), heavy);
    for (const [lane, batch] of ofHeavy) taken.set(lane, [...(taken.get(lane) ?? []), ...batch]);
    const batches = inTime(taken, nowMs);
    this.takeLapses(batches, candidates, room - sizeOf(ofHeavy));
    for (const [lane, batch] of leftOut) batches.set(lane, batch);
    return { kind: 'shared', batches, leftOutBefore: new Set(leftOut.keys()) };
  }

  /** Adds lapses to the batches: as many as fit. */
  private takeLapses(batches: Map<Lane, readonly Work[]>, { due, isWave }: Candidates, room: number): void {
    const expiring = isWave ? due.slice(0, lanesOfWave) : due;
    const countMax = Math.max(lapsesMin, Math.ceil(room / expiring.length));
    for (const [lane, recorded] of expiring) {
      this.lapses.delete(lane);
      batches.set(lane, [...(batches.get(lane) ?? []), this.expiryOf(lane, countMax, recorded)]);
    }
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
}

function without(lanes: ReadonlySet<Lane>, others: ReadonlySet<Lane>): ReadonlySet<Lane> {
  return new Set([...lanes].filter((lane) => !others.has(lane)));
}

/** A WWSF is a tenant. The commands of all operators and eP-CSCFs together are those of one tenant, because they are few. */
function tenantOf(command: IdentifiedCommand): string {
  return 'wwsfId' in command ? (command.wwsfId ?? '') : '';
}
