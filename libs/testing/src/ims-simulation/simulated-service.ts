import { BatchExecutor, ImportIdentities, SetTerms, batchItem } from '@allocator/application';
import type {
  Agreement,
  BatchItem,
  CommandItem,
  Expiry,
  IdentifiedCommand,
  Instant,
  OperatorProfile,
  Outcome,
} from '@allocator/domain';
import { impu, newYear, proposedAgreement } from '../builders.js';
import { testOrigin } from '../lane-scenario.js';
import { SimulatedDatabase } from '../simulation/simulated-database.js';
import { SimulatedLaneStore } from '../simulation/simulated-lane-store.js';
import { impiOf, laneOfPool, lanesSimulated, numberInAllPools, poolIdOf } from '../simulation/simulated-pools.js';
import { SimulatedTerms } from '../simulation/simulated-terms.js';
import { noPause, type Pause, Task } from '../simulation/task.js';
import type { Setup } from './history.js';
import { type ImsDefect, isOfDatabase } from './ims-defects.js';
import { profileOf } from './ims-terms.js';
import { plantedBeforeRaise, plantedIdentity } from './planted-identity.js';
import { plantedIndication } from './planted-indication.js';
import { plantedProfile } from './planted-profile.js';

const process = 0;
/** Pauses within which a change of terms must end; beyond them it never ends. */
const pausesMax = 2_000;
const expiredMax = 8;

/** The service's own code over the simulated database: one process, whose change of terms may be half done while commands run. */
export class SimulatedService {
  readonly database: SimulatedDatabase;
  /** Of the operator's profile, after the last change that has answered. */
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
    this.database = new SimulatedDatabase(lanesSimulated, newYear, ofDatabase);
    const { securityLifetimeSeconds, quarantineSeconds } = setup;
    this.agreement = proposedAgreement({ securityLifetimeSeconds, quarantineSeconds });
  }

  static async given(setup: Setup, defect?: ImsDefect): Promise<SimulatedService> {
    const service = new SimulatedService(setup, defect);
    const terms = service.terms(noPause);
    await terms.setOperator(plantedProfile(profileOf(setup.terms), defect));
    const answer = await terms.setAgreement(service.agreement);
    if (answer.kind === 'refused') throw new Error(`the terms of the setup were refused: ${answer.refusal.code}`);
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

  /** Counts from 1; equal in equal runs. */
  nextNumber(): number {
    return ++this.commands;
  }

  async send(pool: number, command: IdentifiedCommand): Promise<Outcome> {
    const item = this.planted(batchItem(command));
    const [outcome] = await this.execute(pool, item);
    return outcome as Outcome;
  }

  async expireDue(pool: number): Promise<void> {
    await this.execute(pool, { command: { type: 'ExpireDue', countMax: expiredMax } });
  }

  async import(pool: number, number: number, sipsTwin: boolean): Promise<void> {
    const isTwin = sipsTwin && pool === 1 && number === 1;
    const name = impu(isTwin ? 1 : numberInAllPools(pool, number));
    const row = { row: 1, impi: impiOf(pool, number), impus: [isTwin ? name.replace('sip:', 'sips:') : name] };
    await this.besideTheCall(async (pause) => {
      const store = new SimulatedLaneStore(this.database, process, pause);
      await new ImportIdentities(store, lanesSimulated, testOrigin).importRows(poolIdOf(pool), [row]);
    });
  }

  /** Begins to set the operator's profile. The call before it must have answered. */
  beginProfile(profile: Omit<OperatorProfile, 'version'>): void {
    const planted = plantedProfile(profile, this.defect);
    this.plantBeforeRaise();
    this.call = new Task(async (pause) => {
      const answer = await this.terms(pause).setOperator(planted);
      if (answer.kind === 'refused') throw new Error(`the operator's profile was refused: ${answer.refusal.code}`);
      this.profileVersion = answer.terms.profile.version;
    });
  }

  /**
   * Runs the call for so many pauses.
   * @returns whether it has answered within them
   */
  async continueCall(pauses: number): Promise<boolean> {
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
      return executor.executeBatch(laneOfPool(pool), [item]);
    });
  }

  /** While the change of terms holds a lock that is needed, it continues until the lock is free. */
  private async besideTheCall<T>(run: (pause: Pause) => Promise<T>): Promise<T> {
    const { call } = this;
    if (call === undefined) return run(noPause);
    let running: Promise<T> | undefined;
    const task = new Task(async (pause) => {
      running = run(pause);
      await running;
    });
    for (let pauses = 0; !task.isDone; pauses++) {
      if (pauses > pausesMax) throw new Error(`a task never ends: ${task.at}`);
      await task.step();
      if (task.at.startsWith('waiting') && !call.isDone) await call.step();
    }
    return running as Promise<T>;
  }

  private terms(pause: Pause): SetTerms {
    return new SetTerms(new SimulatedTerms(this.database, process, pause), lanesSimulated, testOrigin);
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
