import { type ServiceClient, importRows, setUpPool, step } from '@allocator/local';
import { importRow, lanes, poolIds, benchTerms } from './bench-terms.js';
import { Round } from './round.js';
import { type BenchDatabase, type Stage, openBenchDatabase } from './stage.js';

const rowsPerImport = 10_000;
/** The service's limit for one operator. */
const importsMax = 2;

/** Makes the databases that the rounds copy, through the service itself. */
export async function makeTemplates(stage: Stage): Promise<void> {
  const empty = await stage.copy('template0', 'bench_empty');
  await (await openBenchDatabase(empty.url, stage.isCitus)).close();
  const terms = await stage.copy('bench_empty', 'bench_terms');
  await withService(stage, terms, async (operator) => {
    for (const poolId of poolIds) await setUpPool(operator, benchTerms(poolId), []);
  });
  const filled = await stage.copy('bench_terms', 'bench_filled');
  const { identitiesPerPool } = stage;
  const title = `importing ${String(identitiesPerPool)} identities into each of ${String(lanes)} pools`;
  const waiting = [...poolIds.entries()];
  const importPools = async (operator: ServiceClient): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, poolId] = next;
      for (let first = 0; first < identitiesPerPool; first += rowsPerImport) {
        stage.signal.throwIfAborted();
        const length = Math.min(rowsPerImport, identitiesPerPool - first);
        const serial = index * identitiesPerPool + first + 1;
        await importRows(
          operator,
          poolId,
          Array.from({ length }, (_, row) => importRow(serial + row)),
        );
      }
    }
  };
  await step(title, () =>
    withService(stage, filled, (operator) =>
      Promise.all(Array.from({ length: importsMax }, () => importPools(operator))),
    ),
  );
  // As after some time: with statistics, and without work that the import left over.
  await filled.run('vacuum (analyze, freeze)');
}

async function withService(
  stage: Stage,
  database: BenchDatabase,
  work: (operator: ServiceClient) => Promise<unknown>,
): Promise<void> {
  const round = new Round(stage);
  try {
    await work(await round.client(await round.service({ database }), lanes));
  } finally {
    await round.end();
  }
}
