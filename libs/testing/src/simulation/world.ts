import {
  BatchExecutor,
  HoldMover,
  ImportIdentities,
  LaneRelay,
  OverloadedError,
  SetTerms,
  batchItem,
} from '@allocator/application';
import type {
  Agreement,
  AgreementId,
  Assignment,
  CommandItem,
  Expiry,
  IdentifiedCommand,
  Identity,
  Impi,
  Indicate,
  Instant,
  Lane,
  Outcome,
  PoolId,
} from '@allocator/domain';
import { laneOf, latestLease, openLease, plusSeconds } from '@allocator/domain';
import { FailureLog, TestSignal } from '@allocator/runtime';
import {
  alice,
  assign,
  commandId,
  impi,
  impu,
  indicate,
  newYear,
  prolong,
  proposedAgreement,
  proposedProfile,
  release,
} from '../builders.js';
import { testOrigin } from '../lane-scenario.js';
import { silentLog } from '../silent-log.js';
import type { Answered } from './audit.js';
import type { Defect } from './defects.js';
import type { CommandStep, Setup, Step, TermsStep } from './history.js';
import { pools } from './history.js';
import {
  SessionLostError,
  SimulatedClaims,
  SimulatedDatabase,
  SimulatedEvents,
  SimulatedLaneStore,
} from './simulated-database.js';
import { SimulatedTerms } from './simulated-terms.js';
import { BrokerAwayError, type PublisherMemory, SimulatedTopic } from './simulated-topic.js';
import { type Pause, Task } from './task.js';

const lanes = pools.length;
/** Of one process at a time; what comes beyond is not sent, as by a client that waits. */
const tasksMax = 12;
/** Pauses that all work together may take to come to its end; beyond them something waits for ever. */
const pausesMax = 5_000;

interface Work {
  readonly process: number;
  readonly kind: Step['do'];
  readonly task: Task;
  /** What it could see at each step since it knew nothing: its own memory is a function of that. */
  readonly saw: string[];
}

interface Sent {
  readonly pool: number;
  readonly item: CommandItem;
  isAnswered: boolean;
}

/** The real relay of one lane, one round at a time. */
class SteppedRelay extends LaneRelay {
  /** Of the round that runs. */
  pause: Pause = noPause;
  isBusy = false;
  /** What it could see in the round that runs, and before that what it remembers of those before. */
  saw: string[] = [];
  readonly opened: PublisherMemory = { epoch: 0, uses: 0 };

  get memory(): string {
    return JSON.stringify([this.status, this.opened.epoch, this.opened.uses > 0]);
  }

  async publishOnce(pause: Pause): Promise<void> {
    this.pause = pause;
    await this.runOnce();
  }
}

/** Processes over one database and one topic. Steps happen to it; nothing else does. */
export class World {
  readonly database: SimulatedDatabase;
  readonly topic: SimulatedTopic;
  readonly answered: Answered[] = [];
  /** Errors that no fault explains. */
  readonly bugs: string[] = [];
  private readonly sent: Sent[] = [];
  private work: Work[] = [];
  private relays = new Map<string, SteppedRelay>();
  private lendings: readonly Assignment[] = [];
  private seen: readonly Assignment[] = [];

  private constructor(private readonly defect: Defect | undefined) {
    this.database = new SimulatedDatabase(lanes, newYear, defect);
    this.topic = new SimulatedTopic(lanes, defect);
  }

  static async given(setup: Setup, defect?: Defect): Promise<World> {
    const world = new World(defect);
    const terms = world.termsOf(0, noPause);
    await terms.setOperator(proposedProfile());
    await terms.setAgreement(proposedAgreement({ quarantineSeconds: setup.quarantineSeconds }));
    for (const poolId of pools as readonly string[] as readonly PoolId[]) {
      await terms.setPool({ poolId, agreementId: 'agreement-a' as AgreementId, ...setup.policy });
      const pool = (pools as readonly string[]).indexOf(poolId);
      await world.importing(0, pool, numbersTo(setup.identities), noPause);
    }
    return world;
  }

  async happen(step: Step): Promise<void> {
    switch (step.do) {
      case 'send':
        return this.send(step.process, step.pool, this.itemsOf(step.pool, step.first, step.commands));
      case 'again':
        return this.again(step.process, step.nth, step.other);
      case 'expire':
        return this.begin(step.process, step.do, (pause) => this.expire(step.process, laneOfPool(step.pool), pause));
      case 'terms':
        return this.begin(step.process, step.do, (pause) => this.setTerms(step.process, step.terms, pause));
      case 'import':
        return this.begin(step.process, step.do, (pause) =>
          this.importing(step.process, step.pool, step.identities, pause),
        );
      case 'relay':
        return this.relay(step.process, laneOfPool(step.pool));
      case 'run':
        return this.run(step.nth, step.pauses);
      case 'crash':
        this.crash(step.process);
        return;
      case 'cut':
        this.cut(step.nth);
        return;
      case 'unclaim':
        this.database.claims.delete(laneOfPool(step.pool));
        return;
      case 'lose-answer':
        this.topic.losesAnswer = step.when;
        return;
      case 'clock':
        this.database.now = Math.max(newYear, this.database.now + step.ms) as Instant;
        return;
      case 'clock-to-bound':
        this.clockToBound(step.nth, step.offsetMs);
        return;
      case 'look':
        this.seen = this.lendings;
        return;
    }
  }

  /** Everything comes to its end: what is under way, what was not answered, what is not published. Then all is asked once more. */
  async settle(): Promise<void> {
    await this.runAll();
    this.topic.losesAnswer = undefined;
    for (const { lane } of this.lanes()) {
      while (this.database.lane(lane).moves.size > 0 && this.bugs.length === 0) {
        await this.begin(0, 'terms', (pause) =>
          new HoldMover(this.termsPort(0, pause), testOrigin).finish('op-a' as never),
        );
        await this.runAll();
      }
    }
    for (const onlyUnanswered of [true, false]) {
      for (const { pool } of this.lanes()) {
        const items = this.sent.filter((sent) => sent.pool === pool && !(onlyUnanswered && sent.isAnswered));
        if (items.length > 0) await this.send(0, pool, items);
        await this.runAll();
      }
    }
    this.relays.clear();
    this.database.claims.clear();
    for (const { lane } of this.lanes()) {
      // One round publishes what there is, another one sees that there is no more.
      for (let round = 0; round < 2; round++) {
        await this.relay(0, lane);
        await this.runAll();
      }
    }
  }

  /** What was answered in the lane of the pool. */
  answeredOf(pool: number): readonly Answered[] {
    const ids = new Set(this.sent.filter((sent) => sent.pool === pool).map(({ item }) => item.command.commandId));
    return this.answered.filter(({ commandId }) => ids.has(commandId));
  }

  /** How many things are under way. */
  get underWay(): number {
    return this.work.length;
  }

  isBusy(process: number, kind: Step['do']): boolean {
    return this.work.some((work) => work.process === process && work.kind === kind);
  }

  /** Equal for worlds that go on equally, whatever happens to them: what is stored, and what each work remembers. */
  state(): string {
    const { answered, seen, sent, bugs, database } = this;
    const work = this.work.map(({ process, kind, task, saw }) => JSON.stringify([process, kind, task.at, saw]));
    const open = [...database.open].map(({ process, writes }) => [process, writes.length]);
    const answers = new Set(answered.map(({ commandId, outcome }) => `${commandId} ${outcome.kind}`));
    const relays = [...this.relays].map(([key, relay]) => (relay.isBusy ? key : `${key} ${relay.memory}`));
    return JSON.stringify([
      ...[this.storedSight(), this.publishedSight(), work.sort(), open, relays.sort(), [...answers].sort(), bugs],
      ...[seen.map(({ assignmentId }) => assignmentId), sent.map(({ item }) => item.command.commandId)],
    ]);
  }

  /** All that a transaction can read now. */
  private storedSight(): string {
    const { lanes, now } = this.database;
    return JSON.stringify([lanes.map(({ head, outcomes }) => [head.hash.slice(0, 16), outcomes.size]), now - newYear]);
  }

  /** All that a relay can read now. */
  private publishedSight(): string {
    const { database, topic } = this;
    const heads = database.lanes.map(({ head }) => head.hash.slice(0, 16));
    return JSON.stringify([heads, [...database.claims], topic.state(), topic.losesAnswer]);
  }

  lanes(): readonly { readonly lane: Lane; readonly pool: number }[] {
    return pools.map((_, pool) => ({ lane: laneOfPool(pool), pool }));
  }

  private async begin(
    process: number,
    kind: Step['do'],
    work: (pause: Pause) => Promise<unknown>,
    saw: string[] = [],
  ): Promise<void> {
    if (this.work.length >= tasksMax) return;
    const task = new Task(async (pause) => {
      await work(pause);
    });
    this.work.push({ process, kind, task, saw });
    await this.go(this.work.length - 1);
  }

  private async go(index: number): Promise<void> {
    const { kind, task, saw } = this.work[index] as Work;
    const sight = kind === 'relay' ? this.publishedSight() : this.storedSight();
    await task.step();
    // Up to the lock nothing of the lane was read.
    if (kind === 'send' && task.at.includes('lock of')) saw.length = 0;
    else if (!(kind === 'send' && task.at.startsWith('waiting'))) saw.push(sight);
    if (!task.isDone) return;
    this.work.splice(index, 1);
    const { error } = task;
    const isFault =
      error instanceof SessionLostError || error instanceof BrokerAwayError || error instanceof OverloadedError;
    if (error !== undefined && !isFault)
      this.bugs.push(`an error that no fault explains: ${error instanceof Error ? error.message : 'not an Error'}`);
  }

  private async run(nth: number, pauses: number): Promise<void> {
    if (this.work.length === 0) return;
    const picked = this.work[nth % this.work.length];
    for (let pause = 0; pause < pauses; pause++) {
      const index = this.work.findIndex((work) => work === picked);
      if (index < 0) return;
      await this.go(index);
    }
  }

  private async runAll(): Promise<void> {
    for (let pauses = 0; this.work.length > 0; pauses++) {
      if (pauses === pausesMax) {
        this.bugs.push(`waits for ever: ${this.work.map(({ task }) => task.at).join(', ')}`);
        this.work = [];
        return;
      }
      await this.go(pauses % this.work.length);
    }
  }

  private crash(process: number): void {
    this.work = this.work.filter((work) => work.process !== process);
    this.database.forget(process);
    for (const key of [...this.relays.keys()]) if (key.startsWith(`${String(process)}:`)) this.relays.delete(key);
  }

  private cut(nth: number): void {
    const open = [...this.database.open];
    const transaction = open[nth % Math.max(1, open.length)];
    if (transaction !== undefined) this.database.end(transaction);
  }

  private clockToBound(nth: number, offsetMs: number): void {
    const { now } = this.database;
    const bounds = this.database.lanes.flatMap(({ identities }) =>
      [...identities.values()].flatMap((identity) => [
        identity.assignableAt,
        openLease(identity)?.reassignableAt ?? identity.assignableAt,
      ]),
    );
    const later = [...new Set(bounds)].filter((bound) => bound > now + 1).sort((a, b) => a - b);
    const bound = later[nth % Math.max(1, later.length)];
    if (bound !== undefined) this.database.now = (bound + offsetMs) as Instant;
  }

  private async send(process: number, pool: number, sent: readonly Sent[]): Promise<void> {
    const lane = laneOfPool(pool);
    const items = sent.map(({ item }) => this.spoiled(item));
    await this.begin(process, 'send', async (pause) => {
      const executor = new BatchExecutor(new SimulatedLaneStore(this.database, process, pause), testOrigin);
      this.learn(sent, await executor.executeBatch(lane, items));
    });
  }

  private learn(sent: readonly Sent[], outcomes: readonly (Outcome | Expiry)[]): void {
    sent.forEach((one, index) => {
      const outcome = outcomes[index] as Outcome;
      const { command } = one.item;
      const wasAnswered = one.isAnswered;
      one.isAnswered = true;
      this.answered.push({ commandId: command.commandId, content: JSON.stringify(command), command, outcome });
      if (outcome.kind === 'assigned' && !wasAnswered) this.lendings = [outcome.assignment, ...this.lendings];
      if (outcome.kind === 'prolonged') this.lendings = this.lendings.map((known) => newer(known, outcome.assignment));
    });
  }

  private async again(process: number, nth: number, other: boolean): Promise<void> {
    const before = this.sent.at(-1 - nth);
    if (before === undefined) return;
    if (!other) return this.send(process, before.pool, [before]);
    const { commandId } = before.item.command;
    const command = assign(0, { commandId, poolId: poolIdOf(before.pool), subject: alice('somebody-else') });
    const sent = { pool: before.pool, item: batchItem(command), isAnswered: false };
    this.sent.push(sent);
    return this.send(process, before.pool, [sent]);
  }

  private itemsOf(pool: number, first: number, commands: readonly CommandStep[]): readonly Sent[] {
    const sent = commands.map((command, index) => ({
      pool,
      item: batchItem(this.commandOf(pool, first + index, command)),
      isAnswered: false,
    }));
    this.sent.push(...sent);
    return sent;
  }

  private commandOf(pool: number, id: number, step: CommandStep): IdentifiedCommand {
    const poolId = poolIdOf(pool);
    const seen = 'lending' in step ? this.lendingSeen(pool, step.lending) : undefined;
    const named = { commandId: commandId(id), poolId };
    switch (step.type) {
      case 'assign': {
        const ref = `user-${String(step.user)}`;
        return assign(id, { poolId, subject: step.anonymous ? { kind: 'anonymous', session: ref } : alice(ref) });
      }
      case 'release':
        return release(id, seen?.assignmentId ?? `${String(laneOfPool(pool))}-999`);
      case 'prolong':
        return prolong(id, seen?.assignmentId ?? `${String(laneOfPool(pool))}-999`);
      case 'indicate':
        return this.indication(pool, id, step, seen);
      case 'suspend':
        return { type: 'Suspend', ...named, impi: impiOf(pool, step.identity) };
      case 'resume':
        return { type: 'Resume', ...named, impi: impiOf(pool, step.identity) };
      case 'retire':
        return { type: 'Retire', ...named, impi: impiOf(pool, step.identity) };
      case 'revoke': {
        const { quarantineSeconds } = step;
        return { type: 'Revoke', ...named, impi: impiOf(pool, step.identity), quarantineSeconds, reason: 'abuse' };
      }
    }
  }

  private indication(
    pool: number,
    id: number,
    step: Extract<CommandStep, { type: 'indicate' }>,
    seen: Assignment | undefined,
  ): IdentifiedCommand {
    const { tokenRefused, contactsRemaining, tokens, lookedSecondsAfterToken: looked } = step;
    const generation = Math.max(0, (seen?.generation ?? 0) + step.generations);
    return indicate(id, seen?.impi ?? impiOf(pool, 1), generation, {
      poolId: poolIdOf(pool),
      tokenRefused,
      contactsRemaining,
      tokenSequence: tokens === undefined ? undefined : Math.max(1, (seen?.tokenSequence ?? 1) + tokens),
      indicatedAt: looked === undefined ? undefined : plusSeconds(seen?.tokenExpiresAt ?? this.database.now, looked),
    });
  }

  private lendingSeen(pool: number, nth: number): Assignment | undefined {
    return this.seen.filter(({ poolId }) => poolId === poolIdOf(pool))[nth];
  }

  /** The command as it is decided where a bug is planted; else as it was sent. */
  private spoiled(item: CommandItem): CommandItem {
    const { command, fingerprint } = item;
    if (command.type !== 'Indicate') return item;
    if (this.defect === 'generation-not-checked') return { command: this.ofToday(command), fingerprint };
    if (this.defect === 'refused-token-not-checked') return { command: this.ofNewestToken(command), fingerprint };
    return item;
  }

  /** An indication about whoever holds the identity when it is decided. */
  private ofToday(command: Indicate): Indicate {
    const generation = (): number => this.identityOf(command)?.generation ?? 0;
    return {
      ...command,
      get generation() {
        return generation();
      },
    };
  }

  /** An indication about the newest token that there is when it is decided. */
  private ofNewestToken(command: Indicate): Indicate {
    const newest = (): number | undefined => {
      const identity = this.identityOf(command);
      return identity && latestLease(identity)?.tokenSequence;
    };
    return {
      ...command,
      get tokenSequence() {
        return newest();
      },
    };
  }

  private identityOf({ poolId, impi: wanted }: Indicate): Identity | undefined {
    const { identities } = this.database.lane(laneOf(String(poolId), lanes));
    return [...identities.values()].find((one) => one.impi === wanted);
  }

  private async expire(process: number, lane: Lane, pause: Pause): Promise<void> {
    const executor = new BatchExecutor(new SimulatedLaneStore(this.database, process, pause), testOrigin);
    await executor.executeBatch(lane, [{ command: { type: 'ExpireDue', countMax: 2 } }]);
  }

  private termsPort(process: number, pause: Pause): SimulatedTerms {
    return new SimulatedTerms(this.database, process, pause);
  }

  private termsOf(process: number, pause: Pause): SetTerms {
    return new SetTerms(this.termsPort(process, pause), lanes, testOrigin);
  }

  private async setTerms(process: number, step: TermsStep, pause: Pause): Promise<void> {
    const terms = this.termsOf(process, pause);
    const { securityLifetimeSeconds, status, maxRegistrationSeconds } = step;
    const { quarantineSeconds } = this.database.agreements.get('agreement-a' as AgreementId) as Agreement;
    await terms.setAgreement(proposedAgreement({ quarantineSeconds, securityLifetimeSeconds, status }));
    const profile = proposedProfile();
    const guard = { ...profile.guard, ...step.guard };
    await terms.setOperator({ ...profile, maxRegistrationSeconds, guard });
  }

  private async importing(process: number, pool: number, numbers: readonly number[], pause: Pause): Promise<void> {
    const rows = numbers.map((number, index) => ({
      row: index + 1,
      impi: impiOf(pool, number),
      impus: [impu(number + 100 * pool)],
    }));
    const store = new SimulatedLaneStore(this.database, process, pause);
    await new ImportIdentities(store, lanes, testOrigin).importRows(poolIdOf(pool), rows);
  }

  private async relay(process: number, lane: Lane): Promise<void> {
    const key = `${String(process)}:${String(lane)}`;
    const relay = this.relays.get(key) ?? this.newRelay(process, lane);
    this.relays.set(key, relay);
    if (relay.isBusy || this.work.length >= tasksMax) return;
    relay.isBusy = true;
    relay.saw = [relay.memory];
    const round = async (pause: Pause): Promise<void> => {
      try {
        await relay.publishOnce(pause);
      } finally {
        relay.isBusy = false;
      }
      const { closedBecause } = this.database.lane(lane).head;
      if (closedBecause !== undefined) this.bugs.push(`lane ${String(lane)} was closed: ${closedBecause}`);
    };
    await this.begin(process, 'relay', round, relay.saw);
  }

  private newRelay(process: number, lane: Lane): SteppedRelay {
    const pause: Pause = (at) => relay.pause(at);
    const events = new SimulatedEvents(this.database, pause);
    const claims = new SimulatedClaims(this.database, process);
    const ports = {
      events,
      topic: this.topic.seenBy(pause, (): PublisherMemory => relay.opened),
      claims,
      closer: events,
    };
    const times = { pollMs: 1, claimAgainMs: 1, keepCheckpointMs: 1_000, now: () => this.database.now };
    const relay: SteppedRelay = new SteppedRelay(
      lane,
      ports,
      times,
      silentLog,
      new FailureLog('relay', silentLog),
      new TestSignal(),
    );
    return relay;
  }
}

/** Of two answers about one assignment the one with the newer token. */
function newer(known: Assignment, answer: Assignment): Assignment {
  const isNewer = answer.assignmentId === known.assignmentId && answer.tokenSequence > known.tokenSequence;
  return isNewer ? answer : known;
}

async function noPause(): Promise<void> {
  // The world has not begun.
}

function poolIdOf(pool: number): PoolId {
  return pools[pool] as string as PoolId;
}

function laneOfPool(pool: number): Lane {
  return laneOf(poolIdOf(pool), lanes);
}

function impiOf(pool: number, number: number): Impi {
  return impi(number + 100 * pool);
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
