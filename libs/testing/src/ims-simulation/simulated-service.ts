import { BatchExecutor, ImportIdentities, SetTerms, batchItem } from '@allocator/application';
import type {
  Agreement,
  BatchItem,
  CommandItem,
  Expiry,
  IdentifiedCommand,
  Impi,
  Instant,
  OperatorProfile,
  Outcome,
  PoolId,
} from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { impi, impu, newYear, proposedAgreement } from '../builders.js';
import { testOrigin } from '../lane-scenario.js';
import { SimulatedDatabase, SimulatedLaneStore } from '../simulation/simulated-database.js';
import { SimulatedTerms } from '../simulation/simulated-terms.js';
import { type Pause, Task } from '../simulation/task.js';
import {
  type ImsDefect,
  isOfDatabase,
  plantedBeforeRaise,
  plantedIdentity,
  plantedIndication,
  plantedProfile,
} from './ims-defects.js';
import type { Setup } from './history.js';
import { profileOf } from './report.js';

const pools = ['pool-a', 'pool-b'] as const;
const lanes = pools.length;
const process = 0;
/** Pauses that a change of terms may take; beyond them it waits for ever. */
const pausesMax = 2_000;
const expiredAtOnceMax = 8;

/** The service's own decisions over the simulated database: one process, whose change of terms may be half done while commands run. */
export class SimulatedService {
  readonly database: SimulatedDatabase;
  /** Of the operator's profile, as the last change that has answered left it. */
  profileVersion = 1;
  private commands = 0;
  /** A change of terms that has not answered yet. */
  private call: Task | undefined;
  private agreement: Omit<Agreement, 'version'>;

  private constructor(
    setup: Setup,
    private readonly defect: ImsDefect | undefined,
  ) {
    const ofDatabase = isOfDatabase(defect) ? defect : undefined;
    this.database = new SimulatedDatabase(lanes, newYear, ofDatabase);
    const { securityLifetimeSeconds, quarantineSeconds } = setup;
    this.agreement = proposedAgreement({ securityLifetimeSeconds, quarantineSeconds });
  }

  static async given(setup: Setup, defect?: ImsDefect): Promise<SimulatedService> {
    const service = new SimulatedService(setup, defect);
    const terms = service.terms(noPause);
    await terms.setOperator(plantedProfile(profileOf(setup.terms), defect));
    const answer = await terms.setAgreement(service.agreement);
    if (answer.kind === 'refused') throw new Error(`the setup is infeasible: ${answer.refusal.code}`);
    const { agreementId } = service.agreement;
    for (let pool = 0; pool < setup.pools; pool++) {
      await terms.setPool({ poolId: poolIdOf(pool), agreementId, ...setup.policy });
      for (let number = 1; number <= setup.identities; number++) {
        await service.import(pool, number, setup.sipsTwin);
      }
    }
    return service;
  }

  get documents(): readonly (readonly string[])[] {
    return this.database.lanes.map(({ head }) => this.database.documents(head.lane));
  }

  /** One more than those before; equal in equal runs. */
  nextNumber(): number {
    return ++this.commands;
  }

  async send(pool: number, command: IdentifiedCommand): Promise<Outcome> {
    const item = this.planted(batchItem(command));
    const [outcome] = await this.execute(pool, item);
    return outcome as Outcome;
  }

  async expireDue(pool: number): Promise<void> {
    await this.execute(pool, { command: { type: 'ExpireDue', countMax: expiredAtOnceMax } });
  }

  async import(pool: number, number: number, sipsTwin: boolean): Promise<void> {
    const isTwin = sipsTwin && pool === 1 && number === 1;
    const name = impu(isTwin ? 1 : number + 100 * pool);
    const row = { row: 1, impi: impiOf(pool, number), impus: [isTwin ? name.replace('sip:', 'sips:') : name] };
    await this.besideTheCall(async (pause) => {
      const store = new SimulatedLaneStore(this.database, process, pause);
      await new ImportIdentities(store, lanes, testOrigin).importRows(poolIdOf(pool), [row]);
    });
  }

  /** Begins to set the operator's profile; the call before it has answered. */
  beginProfile(profile: Omit<OperatorProfile, 'version'>): void {
    const planted = plantedProfile(profile, this.defect);
    this.plantBeforeRaise();
    this.call = new Task(async (pause) => {
      const answer = await this.terms(pause).setOperator(planted);
      if (answer.kind === 'refused') throw new Error(`a profile without names was refused: ${answer.refusal.code}`);
      this.profileVersion = answer.terms.profile.version;
    });
  }

  /** Runs the call so many pauses further. @returns whether it has answered within them */
  async goOn(pauses: number): Promise<boolean> {
    const { call } = this;
    if (call === undefined) return false;
    for (let pause = 0; pause < Math.min(pauses, pausesMax) && !call.isDone; pause++) await call.step();
    if (!call.isDone) return false;
    this.call = undefined;
    if (call.error !== undefined) throw call.error as Error;
    return true;
  }

  async setLifetime(securityLifetimeSeconds: number): Promise<void> {
    const proposed = { ...this.agreement, securityLifetimeSeconds };
    await this.besideTheCall(async (pause) => {
      const answer = await this.terms(pause).setAgreement(proposed);
      if (answer.kind === 'set') this.agreement = proposed;
    });
  }

  setClock(now: number): void {
    this.database.now = Math.floor(now) as Instant;
  }

  private execute(pool: number, item: BatchItem): Promise<readonly (Outcome | Expiry)[]> {
    return this.besideTheCall((pause) => {
      const executor = new BatchExecutor(new SimulatedLaneStore(this.database, process, pause), testOrigin);
      return executor.executeBatch(laneOf(poolIdOf(pool), lanes), [item]);
    });
  }

  /** Where the call that is under way holds a lock that is needed, it goes on until the lock is free. */
  private async besideTheCall<T>(run: (pause: Pause) => Promise<T>): Promise<T> {
    const { call } = this;
    if (call === undefined) return run(noPause);
    let running: Promise<T> | undefined;
    const task = new Task(async (pause) => {
      running = run(pause);
      await running;
    });
    for (let pauses = 0; !task.isDone; pauses++) {
      if (pauses > pausesMax) throw new Error(`waits for ever: ${task.at}`);
      await task.step();
      if (task.at.startsWith('waiting') && !call.isDone) await call.step();
    }
    return running as Promise<T>;
  }

  private terms(pause: Pause): SetTerms {
    return new SetTerms(new SimulatedTerms(this.database, process, pause), lanes, testOrigin);
  }

  private plantBeforeRaise(): void {
    const { defect, database } = this;
    if (defect === undefined) return;
    for (const { identities } of database.lanes) {
      for (const [number, identity] of identities) {
        identities.set(number, plantedBeforeRaise(identity, database.now, defect));
      }
    }
  }

  private planted(item: CommandItem): CommandItem {
    const { command, fingerprint } = item;
    if (this.defect === undefined || command.type !== 'Indicate') return item;
    for (const { identities } of this.database.lanes) {
      const identity = [...identities.values()].find(({ impi: named }) => named === command.impi);
      if (identity === undefined) continue;
      identities.set(identity.number, plantedIdentity(identity, this.defect));
      return { command: plantedIndication(command, identity, this.database.now, this.defect), fingerprint };
    }
    return item;
  }
}

export function poolIdOf(pool: number): PoolId {
  return pools[pool] as string as PoolId;
}

export function impiOf(pool: number, number: number): Impi {
  return impi(number + 100 * pool);
}

async function noPause(): Promise<void> {
  // Nothing else is under way.
}
