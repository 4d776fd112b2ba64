import pg from 'pg';
import { ImportIdentities, importChunkMax, SetTerms, type TermsAnswer } from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { PostgresLaneStore, PostgresTermsStore } from '@allocator/postgres';
import { step } from '../../progress.mjs';
import { connect } from './connect.js';
import { agreement, profile, origin } from './agreement.js';
import { importRow, lanes, poolIds } from './stock.js';

interface Filling {
  readonly identitiesPerPool: number;
  readonly signal: AbortSignal;
}

/** Terms, through the service's own use cases. */
export async function setBenchTerms(url: string): Promise<void> {
  const database = await connect(url);
  try {
    await setTerms(new SetTerms(new PostgresTermsStore(database.stockPool), lanes, origin));
  } finally {
    await database.close();
  }
}

/** Identities, likewise. */
export async function fillDatabase(url: string, { identitiesPerPool, signal }: Filling): Promise<void> {
  const database = await connect(url);
  try {
    const imports = new ImportIdentities(new PostgresLaneStore(database.stockPool), lanes, origin);
    await step(`importing ${String(identitiesPerPool)} identities into each of ${String(lanes)} pools`, (say) => {
      let imported = 0;
      const importPool = async (poolId: PoolId, index: number): Promise<void> => {
        for (let first = 0; first < identitiesPerPool; first += importChunkMax.rows) {
          signal.throwIfAborted();
          const count = Math.min(importChunkMax.rows, identitiesPerPool - first);
          await importChunk(imports, poolId, index * identitiesPerPool + first + 1, count);
          say(`${String((imported += count))} imported`);
        }
      };
      return Promise.all(poolIds.map(importPool));
    });
  } finally {
    await database.close();
  }
  await settle(url);
}

async function setTerms(terms: SetTerms): Promise<void> {
  await terms.setOperator(profile);
  mustBeSet(await terms.setAgreement(agreement));
  const { agreementId } = agreement;
  for (const poolId of poolIds) {
    mustBeSet(await terms.setPool({ poolId, agreementId, anonymous: 'allowed', repeatSubject: 'another' }));
  }
}

function mustBeSet(answer: TermsAnswer<unknown>): void {
  if (answer.kind === 'refused') throw new Error(`terms were refused: ${JSON.stringify(answer.refusal)}`);
}

async function importChunk(imports: ImportIdentities, poolId: PoolId, first: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => importRow(first + index));
  const verdicts = await imports.importRows(poolId, rows);
  if (verdicts === 'pool-not-found') throw new Error(`${poolId} was not found`);
  const other = verdicts.find(({ verdict }) => verdict !== 'imported');
  if (other !== undefined) throw new Error(`an identity was not imported: ${JSON.stringify(other)}`);
}

/** As after some time: statistics are there, and no round pays for what the import left to be done. */
async function settle(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('vacuum (analyze, freeze)');
  } finally {
    await client.end();
  }
}
