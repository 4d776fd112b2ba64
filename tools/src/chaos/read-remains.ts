import type { Identity, Lane } from '@allocator/domain';
import { readIdentities } from '@allocator/postgres';
import type { Kafka } from 'kafkajs';
import pg from 'pg';
import { type KafkaOutcome, readTopic, until } from '@allocator/local';
import { topicPrefix } from './chaos-pools.js';
import type { Remains } from './check-remains.js';
import { outcomesTopic } from './kafka-load.js';
import type { Ledger } from './ledger.js';
import { type Stage, lanes } from './stage.js';

/** Of each wait; the longest lease ends in a third of it. What does not happen by then is reported as missing. */
const waitMsMax = 40_000;

/** Waits until all commands are answered, leases lapsed and events published; reads store and topics directly. */
export async function readRemains(stage: Stage, kafka: Kafka, ledger: Ledger, signal: AbortSignal): Promise<Remains> {
  const pool = new pg.Pool({ connectionString: stage.databaseUrl, max: 2 });
  try {
    const closedLanes = await stage.closedLanes();
    const isStuck = closedLanes.length > 0;
    await until(async () => (await allAnswered(kafka, ledger, signal)) || isStuck, waitMsMax, signal);
    await until(async () => isStuck || (await allLapsed(pool)), waitMsMax, signal);
    const store = await Promise.all(Array.from({ length: lanes }, (_, lane) => documentsOf(pool, lane)));
    let topic: string[][] = [];
    const isPublished = async (): Promise<boolean> => {
      topic = await readTopic(kafka, `${topicPrefix}.events`, { signal });
      return isStuck || store.every(({ length }, lane) => length <= (topic[lane]?.length ?? 0));
    };
    await until(isPublished, waitMsMax, signal);
    const identities: (readonly Identity[])[] = [];
    for (let lane = 0; lane < lanes; lane++) identities.push(await readIdentities(pool, lane as Lane));
    return { closedLanes, store, topic, identities, ledger, crashes: stage.services.flatMap(({ crashes }) => crashes) };
  } finally {
    await pool.end();
  }
}

/** Reads the outcomes from the first on: clients may have missed some during the faults. */
async function allAnswered(kafka: Kafka, ledger: Ledger, signal: AbortSignal): Promise<boolean> {
  for (const value of (await readTopic(kafka, outcomesTopic, { signal })).flat()) {
    const { commandId, ...answer } = JSON.parse(value) as KafkaOutcome;
    ledger.answered(commandId, answer);
  }
  return ledger.unanswered().length === 0;
}

async function allLapsed(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query(`select from availability where status in ('assigned', 'released') limit 1`);
  return rowCount === 0;
}

async function documentsOf(pool: pg.Pool, lane: number): Promise<string[]> {
  const { rows } = await pool.query<{ document: string }>(
    'select document from events where lane = $1 order by position',
    [lane],
  );
  return rows.map(({ document }) => document);
}
