import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { assignBatch } from '../assign-side-by-side.js';
import { lanes, poolOfTurn } from '../bench-terms.js';
import { type Load, sideBySide } from '../load.js';
import { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';

const rowsPerCommit = 512;

/** The most rows that this PostgreSQL server takes from any program: nothing is decided, read, chained or answered. */
export const limit: Scenario = {
  name: 'limit',
  does: `the same event rows by bare pg: ${String(rowsPerCommit)} a commit, ${String(lanes)} lanes on ${String(lanes)} connections`,
  answer: `a commit of ${String(rowsPerCommit)} rows`,
  unit: 'assignments',
  inQuick: true,
  async start(round: Round): Promise<Running> {
    const events = await (sampled ??= sampleEvents(round.stage));
    const pool = new pg.Pool({ connectionString: (await round.database('empty')).url, max: lanes });
    round.atEnd(() => pool.end());
    pool.on('error', () => undefined);
    return { work: (load) => sideBySide(load, lanes, (lane) => appendToLane(pool, lane, events, load)) };
  },
};

/** A row of `events` as the service writes it; position, identity and command id are each row's own. */
interface SampleEvent {
  readonly type: string;
  readonly fingerprint: string;
  readonly document: string;
}

let sampled: Promise<readonly SampleEvent[]> | undefined;

/** Rows that the service writes for assignments, so that a row costs the limit as much as it costs the service. */
async function sampleEvents(stage: Stage): Promise<readonly SampleEvent[]> {
  const round = new Round(stage);
  try {
    const database = await round.database('filled');
    const client = await round.client(await round.service({ database }), 1);
    await assignBatch(client, poolOfTurn(0), rowsPerCommit);
    return await database.run<SampleEvent>(
      `select type, fingerprint::text, document from events where type = 'Assigned'`,
    );
  } finally {
    await round.end();
  }
}

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
    for (let position = 0; load.continues(); position += rowsPerCommit) {
      const sentAt = performance.now();
      // Commits by itself. The values of each row are made within the time, as every program must.
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
