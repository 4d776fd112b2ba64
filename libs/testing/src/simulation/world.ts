import { BatchExecutor, HoldMover, ImportIdentities, SetTerms } from '@allocator/application';
import {
  type Agreement,
  type AgreementId,
  type CommandItem,
  type Instant,
  type Lane,
  type OperatorId,
  openLease,
} from '@allocator/domain';
import { impu, newYear, proposedAgreement, proposedProfile } from '../builders.js';
import { testOrigin } from '../lane-scenario.js';
import { ApiClients, type Sent } from './api-clients.js';
import type { Defect } from './defects.js';
import type { Setup, Step, TermsStep } from './history.js';
import { plantedCommand } from './planted-command.js';
import { RunningTasks } from './running-tasks.js';
import { SimulatedDatabase } from './simulated-database.js';
import { SimulatedLaneStore } from './simulated-lane-store.js';
import {
  impiOf,
  laneOfPool,
  lanesSimulated,
  numberInAllPools,
  otherPool,
  poolIdOf,
  simulatedPools,
} from './simulated-pools.js';
import { SimulatedTerms } from './simulated-terms.js';
import { SimulatedTopic } from './simulated-topic.js';
import { SteppedRelay } from './stepped-relay.js';
import { noPause, type Pause } from './task.js';

/** Processes over one database and one topic. Only steps change it. */
export class World {
  readonly database: SimulatedDatabase;
  readonly topic: SimulatedTopic;
  readonly clients: ApiClients;
  readonly tasks: RunningTasks;
  private readonly relays = new Map<string, SteppedRelay>();

  private constructor(private readonly defect: Defect | undefined) {
    this.database = new SimulatedDatabase(lanesSimulated, newYear, defect);
    this.topic = new SimulatedTopic(lanesSimulated, defect);
    this.clients = new ApiClients(() => this.database.now);
    this.tasks = new RunningTasks({ stored: () => this.stored(), published: () => this.published() });
  }

  static async given(setup: Setup, defect?: Defect): Promise<World> {
    const world = new World(defect);
    const terms = world.setTerms(0, noPause);
    await terms.setOperator(proposedProfile());
    await terms.setAgreement(proposedAgreement({ quarantineSeconds: setup.quarantineSeconds }));
    for (const { pool } of world.lanes()) {
      const agreementId = 'agreement-a' as AgreementId;
      await terms.setPool({ poolId: poolIdOf(pool), agreementId, ...setup.policy });
      await world.importIdentities(0, pool, numbersTo(setup.identities), noPause);
    }
    return world;
  }

  async happen(step: Step): Promise<void> {
    switch (step.do) {
      case 'send': {
        const { process, pool, first, commands, ofOtherPool = [] } = step;
        const sent = this.clients.compose(pool, first, commands);
        const others = this.clients.compose(otherPool(pool), first + commands.length, ofOtherPool);
        return this.send(process, [...sent, ...others]);
      }
      case 'send-again': {
        const sent = this.clients.composeAgain(step.nth, step.another);
        return sent && this.send(step.process, [sent]);
      }
      case 'expire':
        return this.tasks.begin(step.process, step.do, (pause) =>
          this.expire(step.process, laneOfPool(step.pool), pause),
        );
      case 'terms':
        return this.tasks.begin(step.process, step.do, (pause) => this.changeTerms(step.process, step.terms, pause));
      case 'import':
        return this.tasks.begin(step.process, step.do, (pause) =>
          this.importIdentities(step.process, step.pool, step.identities, pause),
        );
      case 'relay':
        return this.relay(step.process, laneOfPool(step.pool));
      case 'run':
        return this.tasks.run(step.nth, step.pauses);
      case 'crash':
        this.crash(step.process);
        return;
      case 'end-session':
        this.endSession(step.nth);
        return;
      case 'lose-claim':
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
        this.clients.look();
        return;
    }
  }

  /**
   * Finishes what is running, sends what was not answered, publishes what is left, then sends every command once more:
   * each must get its first answer.
   */
  async settle(): Promise<void> {
    await this.tasks.runAll();
    this.topic.losesAnswer = undefined;
    for (const { lane } of this.lanes()) await this.finishMoves(lane);
    for (const onlyUnanswered of [true, false]) {
      for (const { pool } of this.lanes()) {
        const sent = this.clients.sentTo(pool).filter(({ isAnswered }) => !(onlyUnanswered && isAnswered));
        if (sent.length > 0) await this.send(0, sent);
        await this.tasks.runAll();
      }
    }
    this.relays.clear();
    this.database.claims.clear();
    for (const { lane } of this.lanes()) {
      // The first round publishes, the second one finds that nothing is left.
      for (let round = 0; round < 2; round++) {
        await this.relay(0, lane);
        await this.tasks.runAll();
      }
    }
  }

  lanes(): readonly { readonly lane: Lane; readonly pool: number }[] {
    return simulatedPools.map((_, pool) => ({ lane: laneOfPool(pool), pool }));
  }

  /** Equal for worlds that continue equally, whatever happens to them: what is stored, and what each task remembers. */
  state(): string {
    const open = [...this.database.open].map(({ process, writes }) => [process, writes.length]);
    const relays = [...this.relays].map(([key, relay]) => (relay.isBusy ? key : `${key} ${relay.memory}`));
    return JSON.stringify([
      this.stored(),
      this.published(),
      this.tasks.state(),
      open,
      relays.sort(),
      this.clients.state(),
      this.tasks.bugs,
    ]);
  }

  /** All that a transaction can read now. */
  private stored(): string {
    const { lanes, now } = this.database;
    return JSON.stringify([lanes.map(({ head, outcomes }) => [head.hash.slice(0, 16), outcomes.size]), now - newYear]);
  }

  /** All that a relay can read now. */
  private published(): string {
    const { database, topic } = this;
    const heads = database.lanes.map(({ head }) => head.hash.slice(0, 16));
    return JSON.stringify([heads, [...database.claims], topic.state(), topic.losesAnswer]);
  }

  private crash(process: number): void {
    this.tasks.crash(process);
    this.database.endSessionsOf(process);
    for (const key of this.relays.keys()) if (key.startsWith(`${String(process)}:`)) this.relays.delete(key);
  }

  private endSession(nth: number): void {
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

  /** One transaction of all lanes that are free, and then one of each lane that was not, as the batcher does. */
  private async send(process: number, sent: readonly Sent[]): Promise<void> {
    const parts = new Map(this.lanes().map(({ lane, pool }) => [lane, sent.filter((one) => one.pool === pool)]));
    const batches = new Map(
      [...parts].flatMap(([lane, { length }]) => (length === 0 ? [] : [[lane, this.itemsOf(parts, lane)] as const])),
    );
    await this.tasks.begin(process, 'send', async (pause) => {
      const executor = this.executor(process, pause);
      const decided = await executor.executeBatches(batches);
      for (const [lane, items] of batches) {
        const answers = decided.get(lane) ?? (await executor.executeBatches(new Map([[lane, items]]))).get(lane);
        if (answers?.kind !== 'decided') throw answers?.error;
        this.clients.receive(parts.get(lane) ?? [], answers.answers);
      }
    });
  }

  private itemsOf(parts: ReadonlyMap<Lane, readonly Sent[]>, lane: Lane): readonly CommandItem[] {
    return (parts.get(lane) ?? []).map(({ item }) => plantedCommand(item, this.defect, this.database));
  }

  private async expire(process: number, lane: Lane, pause: Pause): Promise<void> {
    const expire = { command: { type: 'ExpireDue', countMax: 2 } } as const;
    await this.executor(process, pause).executeBatch(lane, [expire]);
  }

  private executor(process: number, pause: Pause): BatchExecutor {
    return new BatchExecutor(new SimulatedLaneStore(this.database, process, pause), testOrigin);
  }

  private setTerms(process: number, pause: Pause): SetTerms {
    return new SetTerms(new SimulatedTerms(this.database, process, pause), lanesSimulated, testOrigin);
  }

  private async changeTerms(process: number, step: TermsStep, pause: Pause): Promise<void> {
    const terms = this.setTerms(process, pause);
    const { securityLifetimeSeconds, status, maxRegistrationSeconds } = step;
    const { quarantineSeconds } = this.database.agreements.get('agreement-a' as AgreementId) as Agreement;
    await terms.setAgreement(proposedAgreement({ quarantineSeconds, securityLifetimeSeconds, status }));
    const profile = proposedProfile();
    const guard = { ...profile.guard, ...step.guard };
    await terms.setOperator({ ...profile, maxRegistrationSeconds, guard });
  }

  private async finishMoves(lane: Lane): Promise<void> {
    while (this.database.lane(lane).moves.size > 0 && this.tasks.bugs.length === 0) {
      await this.tasks.begin(0, 'terms', (pause) =>
        new HoldMover(new SimulatedTerms(this.database, 0, pause), testOrigin).finish('op-a' as OperatorId),
      );
      await this.tasks.runAll();
    }
  }

  private async importIdentities(
    process: number,
    pool: number,
    numbers: readonly number[],
    pause: Pause,
  ): Promise<void> {
    const rows = numbers.map((number, index) => ({
      row: index + 1,
      impi: impiOf(pool, number),
      impus: [impu(numberInAllPools(pool, number))],
    }));
    const store = new SimulatedLaneStore(this.database, process, pause);
    await new ImportIdentities(store, lanesSimulated, testOrigin).importRows(poolIdOf(pool), rows);
  }

  private async relay(process: number, lane: Lane): Promise<void> {
    const key = `${String(process)}:${String(lane)}`;
    const relay = this.relays.get(key) ?? SteppedRelay.over(this.database, this.topic, process, lane);
    this.relays.set(key, relay);
    if (relay.isBusy || this.tasks.isFull) return;
    relay.isBusy = true;
    relay.saw = [relay.memory];
    const round = async (pause: Pause): Promise<void> => {
      try {
        await relay.publishOnce(pause);
      } finally {
        relay.isBusy = false;
      }
      const { closedBecause } = this.database.lane(lane).head;
      if (closedBecause !== undefined) this.tasks.bugs.push(`lane ${String(lane)} was closed: ${closedBecause}`);
    };
    await this.tasks.begin(process, 'relay', round, relay.saw);
  }
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
