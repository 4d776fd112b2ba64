import { SubjectErasures } from '@allocator/application';
import type { Identity, Lane } from '@allocator/domain';
import { PostgresEventReader, PostgresLaneStore, PostgresErasureStore, readIdentities } from '@allocator/postgres';
import type { ScenarioStore } from '@allocator/testing';
import type { FreshDatabase } from './fresh-database.js';

/** Lane 0 of a real database under a test clock, emptied: for the scenarios that also run in memory. */
export async function onPostgres(database: FreshDatabase): Promise<ScenarioStore> {
  await emptyHistory(database);
  const reader = new PostgresEventReader(database.pool, 1);
  return {
    store: new PostgresLaneStore(database.pool),
    setNow: (now) => database.setNow(now),
    setTerms: async (terms) => {
      await database.owner.query(
        `insert into pools (lane, pool_id, operator_id, terms) values (0, $1, $2, $3)
         on conflict (lane, pool_id) do update set terms = excluded.terms`,
        [terms.poolId, terms.operatorId, JSON.stringify(terms)],
      );
    },
    erase: async (poolId, subject) => {
      const { kind } = await new SubjectErasures(new PostgresErasureStore(database.pool), 1).erase(poolId, subject, {
        person: 'wwsf-a',
        client: null,
      });
      if (kind !== 'erased') throw new Error(`the subject is ${kind}`);
    },
    documents: async () => {
      const events = await reader.readEvents(0 as Lane, 0, { countMax: 10_000, bytesMax: 100_000_000 });
      return events.map(({ document }) => document);
    },
    identities: (): Promise<readonly Identity[]> => readIdentities(database.pool, 0 as Lane),
  };
}

/** Back to the beginning, as no service could: by the owner, with the history's triggers off. */
async function emptyHistory({ owner }: FreshDatabase): Promise<void> {
  // One by one: Citus takes no other statement beside such a change of a table.
  for (const statement of [
    'alter table events disable trigger user',
    `truncate events, availability, pool_counts, identities, outcomes, subjects, erased_subjects, pools, identity_registry`,
    'alter table events enable trigger user',
    `update lanes set position = 0, hash = repeat('0', 64), last_recorded_at = '-infinity', next_identity_number = 1`,
  ]) {
    await owner.query(statement);
  }
}
