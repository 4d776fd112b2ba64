import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Load, sideBySide } from '../load.js';
import type { SampleEvent } from '../sample-events.js';
import type { Running, Scenario } from '../scenario.js';
import { lanes } from '../stock.js';

const rowsPerCommit = 512;

/** The most that this server can take of these rows by whatever program: nothing is decided, read, chained or answered. */
export const limit: Scenario = {
  name: 'limit',
  does: `the same event rows by bare pg: ${String(rowsPerCommit)} a commit, ${String(lanes)} lanes on ${String(lanes)} connections`,
  answer: `a commit of ${String(rowsPerCommit)} rows`,
  unit: 'assignments',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('empty');
    const pool = new pg.Pool({ connectionString: database.url, max: lanes });
    pool.on('error', () => undefined);
    return {
      work: (load) => sideBySide(load, lanes, (lane) => appendToLane(pool, lane, stage.sampleEvents, load)),
      storedCount: () => database.assignedCount(),
      stop: async () => {
        await pool.end();
        await database.drop();
      },
    };
  },
};

const insertRows = {
  name: 'insert-rows',
  text: `
    insert into events (lane, position, type, identity_number, command_id, fingerprint, document)
    select $1, * from unnest($2::bigint[], $3::text[], $4::int[], $5::uuid[], $6::bigint[], string_to_array($7, E'\\n'))`,
};

async function appendToLane(pool: pg.Pool, lane: number, events: readonly SampleEvent[], load: Load): Promise<void> {
  const client = await pool.connect();
  try {
    const rows = Array.from({ length: rowsPerCommit }, (_, index) => events[index % events.length] as SampleEvent);
    const types = rows.map(({ type }) => type);
    const fingerprints = rows.map(({ fingerprint }) => fingerprint);
    const documents = rows.map(({ document }) => document).join('\n');
    for (let position = 0; load.goesOn(); position += rowsPerCommit) {
      const sentAt = performance.now();
      // Commits by itself. A row's own values are made within the time, as every program would have to.
      const positions = rows.map((_, index) => position + index + 1);
      const numbers = rows.map((_, index) => position + index + 1);
      const commandIds = rows.map(() => randomUUID());
      const values = [lane, positions, types, numbers, commandIds, fingerprints, documents];
      await client.query({ ...insertRows, values });
      load.answered(rowsPerCommit, sentAt);
    }
  } finally {
    client.release();
  }
}
