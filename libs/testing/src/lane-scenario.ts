import type {
  BatchItem,
  Command,
  EventOrigin,
  Identity,
  Impi,
  Instant,
  Lane,
  Outcome,
  PoolId,
  PoolTerms,
  RecordedEvent,
  Subject,
} from '@allocator/domain';
import { decodeEvent, eventSourcePrefix, plusSeconds, subjectKey } from '@allocator/domain';
import type { LaneStore } from '@allocator/application';
import { BatchExecutor, ImportIdentities, batchItem } from '@allocator/application';
import { newYear, poolTerms } from './builders.js';
import { importNumbered } from './import-numbered.js';
import { MemoryLaneStore } from './memory-lane-store.js';

/** Origin of the events in tests. */
export const testOrigin: EventOrigin = {
  source: eventSourcePrefix,
  schemasUrl: 'http://127.0.0.1/v1/schemas',
};

/** A store whose clock and terms a scenario can set: in memory, or a database with a test clock. */
export interface ScenarioStore {
  readonly store: LaneStore;
  setNow(now: Instant): Promise<void>;
  setTerms(terms: PoolTerms): Promise<void>;
  /** Erases a subject that holds no identity. */
  erase(poolId: PoolId, subject: Subject): Promise<void>;
  documents(): Promise<readonly string[]>;
  /** By number. */
  identities(): Promise<readonly Identity[]>;
}

/**
 * Given / when / then for one lane: a pool with some identities, commands at instants that the test chooses, and the events
 * and answers they give. Runs the real executor.
 */
export class LaneScenario {
  events: RecordedEvent[] = [];
  private readonly executor: BatchExecutor;

  private constructor(readonly on: ScenarioStore) {
    this.executor = new BatchExecutor(on.store, testOrigin);
  }

  static async given(
    identities: number,
    terms: Partial<PoolTerms> = {},
    on: ScenarioStore = inMemory(),
  ): Promise<LaneScenario> {
    const scenario = new LaneScenario(on);
    await on.setNow(newYear);
    await scenario.terms(terms);
    await importNumbered(new ImportIdentities(on.store, 1, testOrigin), poolTerms(terms).poolId, identities);
    return scenario;
  }

  /** The pool assigns on these terms from now on. */
  terms(changes: Partial<PoolTerms>): Promise<void> {
    return this.on.setTerms(poolTerms(changes));
  }

  /** Moves the clock to this many seconds after the start of the scenario; fractions are milliseconds. */
  async at(seconds: number): Promise<this> {
    await this.on.setNow(plusSeconds(newYear, seconds));
    return this;
  }

  /** One batch of these commands. */
  async batch(...commands: Command[]): Promise<readonly Outcome[]> {
    const items = commands.map((command): BatchItem =>
      command.type === 'ExpireDue' ? { command } : batchItem(command),
    );
    const outcomes = (await this.executor.executeBatch(0 as Lane, items)) as readonly Outcome[];
    this.events = (await this.history()).filter(({ type }) => type !== 'IdentityImported');
    return outcomes;
  }

  async when(command: Command): Promise<Outcome> {
    const [outcome] = await this.batch(command);
    if (outcome === undefined) throw new Error(`${command.type} was not answered`);
    return outcome;
  }

  /** All events of the lane, imports included; `events` has none of those. */
  async history(): Promise<RecordedEvent[]> {
    return (await this.on.documents()).map(decodeEvent);
  }

  get eventTypes(): string[] {
    return this.events.map(({ type }) => type);
  }

  async identity(wanted: Impi): Promise<Identity> {
    const found = (await this.on.identities()).find((identity) => identity.impi === wanted);
    if (found === undefined) throw new Error(`the lane has no identity ${wanted}`);
    return found;
  }
}

function inMemory(): ScenarioStore {
  const store = new MemoryLaneStore(1, newYear);
  const lane = store.lane(0 as Lane);
  return {
    store,
    setNow: (now) => {
      store.now = now;
      return Promise.resolve();
    },
    setTerms: (terms) => {
      lane.pools.set(terms.poolId, terms);
      return Promise.resolve();
    },
    erase: (poolId, subject) => {
      const key = subjectKey(poolId, subject);
      const known = lane.subjects.get(key);
      if (known !== undefined) lane.erased.add(known.subjectId);
      lane.subjects.delete(key);
      return Promise.resolve();
    },
    documents: () => Promise.resolve(lane.events.map(({ document }) => document)),
    identities: () => Promise.resolve([...lane.identities.values()].sort((a, b) => a.number - b.number)),
  };
}
