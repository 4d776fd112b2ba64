import { Readable } from 'node:stream';
import type { PoolId } from '@allocator/domain';
import { request } from 'undici';
import { authorization } from '../authorization.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { importRow, poolIds } from '../stock.js';

const rows = 200_000;
const rowsPerChunk = 1_000;

/** An IMS operator's file of subscriptions. */
export const importing: Scenario = {
  name: 'import',
  does: `POST identities: a CSV of ${rows.toLocaleString('en-US')} subscriptions with two IMPUs each, as one stream`,
  answer: 'the whole file',
  unit: 'identities',
  inQuick: false,
  once: true,
  async start(stage): Promise<Running> {
    const service = await startService(stage, { database: await stage.newDatabase('terms') });
    return {
      service,
      work: async (load) => {
        const began = performance.now();
        const { statusCode, body } = await request(`${service.baseUrl}/v1/pools/${poolIds[0] as PoolId}/identities`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'text/csv' },
          body: Readable.from(csv()),
          bodyTimeout: 0,
          headersTimeout: 0,
        });
        const { imported } = (await body.json()) as { imported?: number };
        if (imported !== rows)
          throw new Error(`import: ${String(statusCode)}, ${String(imported)} of ${String(rows)} were imported`);
        load.took(rows, performance.now() - began);
      },
      storedCount: async () => {
        const [row] = await service.database.run<{ stored: number }>('select count(*)::int as stored from identities');
        return row?.stored ?? 0;
      },
      stop: () => service.stop(),
    };
  },
};

function* csv(): Generator<string> {
  for (let first = 1; first <= rows; first += rowsPerChunk) {
    const lines = Array.from({ length: rowsPerChunk }, (_, index) => importRow(first + index));
    yield lines.map(({ impi, impus }) => `${impi},${impus.join(',')}\n`).join('');
  }
}
