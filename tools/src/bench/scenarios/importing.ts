import { Readable } from 'node:stream';
import { importRow, poolOfTurn } from '../bench-terms.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';

const rows = 200_000;
const rowsPerChunk = 1_000;

/** An IMS operator's file of subscriptions. */
export const importing: Scenario = {
  name: 'import',
  does: `POST identities: a CSV of ${rows.toLocaleString('en-US')} subscriptions with two IMPUs each, as one stream`,
  answer: 'the whole file',
  unit: 'identities',
  once: true,
  async start(round: Round): Promise<Running> {
    const database = await round.database('terms');
    const client = await round.client(await round.service({ database }), 1);
    return {
      work: async (load) => {
        const began = performance.now();
        const { imported } = await client.must({
          method: 'POST',
          path: `/v1/pools/${poolOfTurn(0)}/identities`,
          headers: { 'content-type': 'text/csv' },
          body: Readable.from(csv()),
        });
        if (imported !== rows) throw new Error(`${String(imported)} of ${String(rows)} were imported`);
        load.took(rows, performance.now() - began);
      },
      storedCount: () => database.count('identities'),
    };
  },
};

function* csv(): Generator<string> {
  for (let first = 1; first <= rows; first += rowsPerChunk)
    yield Array.from({ length: rowsPerChunk }, (_, index) => `${importRow(first + index)}\n`).join('');
}
