import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import type { Link, LinkState } from './link.js';
import type { Random } from './random.js';
import { skewSeconds } from './pools.js';
import type { Stage } from './stage.js';

/** What a fault strikes; two at the same time strike different things. */
type Target = 'service' | 'database' | 'kafka' | 'clock';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly name: string;
  readonly does: string;
  readonly strikes: Target;
  /** Resolves when it is over and mended. */
  strike(stage: Stage, random: Random): Promise<void>;
}

/** Longer than any timeout of the service: an idle transaction's 10 s, a Kafka transaction's 30 s, a statement's 35 s. */
const longestTimeoutMs = 36_000;
/** Before somebody starts again what was killed. */
const downMs = { min: 0, max: 4_000 };

export const faults: readonly Fault[] = [
  {
    name: 'kill-service',
    does: 'kill -9 of a process of the service; it is started again',
    strikes: 'service',
    strike: (stage, random) => random.oneOf(stage.services).kill(),
  },
  {
    name: 'freeze-service',
    does: 'SIGSTOP of a process for seconds, or for longer than every timeout',
    strikes: 'service',
    strike: (stage, random) =>
      frozen(stage, random, random.chance(25) ? longestTimeoutMs : random.between(1_000, 9_000)),
  },
  {
    name: 'zombie',
    does: 'SIGSTOP of a process whose database connections then break: others take over its lanes, and it comes back',
    strikes: 'service',
    strike: (stage, random) => zombie(stage, random),
  },
  {
    name: 'kill-postgres',
    does: 'kill -9 of PostgreSQL; it is started again',
    strikes: 'database',
    async strike(stage, random) {
      await stage.killPostgres();
      await sleep(random.between(downMs.min, downMs.max));
      await stage.restorePostgres();
    },
  },
  {
    name: 'kill-kafka',
    does: 'kill -9 of Kafka; it is started again',
    strikes: 'kafka',
    async strike(stage, random) {
      await stage.killKafka();
      await sleep(random.between(downMs.min, downMs.max));
      await stage.restoreKafka();
    },
  },
  {
    name: 'freeze-kafka',
    does: 'SIGSTOP of Kafka for up to 20 s',
    strikes: 'kafka',
    async strike(stage, random) {
      stage.freezeKafka();
      await sleep(random.between(1_000, 20_000));
      stage.thawKafka();
    },
  },
  linkFault('database', 'silent'),
  linkFault('database', 'slow'),
  linkFault('database', 'cut'),
  linkFault('kafka', 'silent'),
  linkFault('kafka', 'slow'),
  linkFault('kafka', 'cut'),
  {
    name: 'connections-taken',
    does: "somebody takes all of PostgreSQL's connections while the service's break",
    strikes: 'database',
    strike: (stage, random) => takeConnections(stage, random.between(3_000, 9_000)),
  },
  {
    name: 'rebalance-storm',
    does: "strangers join and leave the consumer group of the commands' intake again and again",
    strikes: 'kafka',
    strike: (stage, random) => rebalance(stage, random),
  },
  {
    name: 'clock-skew',
    does: `the database's clock goes back and forth by up to ${skewSeconds} s, the agreed skew`,
    strikes: 'clock',
    strike: (stage, random) => stepClock(stage, random, skewSeconds * 1_000),
  },
  {
    name: 'clock-beyond',
    does: "the database's clock goes back and forth by up to a minute",
    strikes: 'clock',
    strike: (stage, random) => stepClock(stage, random, 60_000),
  },
  {
    name: 'full-disk-postgres',
    does: "PostgreSQL's disk is full for seconds (as root only: on a disk of its own)",
    strikes: 'database',
    async strike(stage, random) {
      if (!stage.postgresDisk.canBeFilled) return;
      stage.postgresDisk.fill();
      await sleep(random.between(2_000, 8_000));
      stage.postgresDisk.free();
      await stage.restorePostgres();
    },
  },
  {
    name: 'full-disk-kafka',
    does: "Kafka's disk is full for seconds (as root only: on a disk of its own)",
    strikes: 'kafka',
    async strike(stage, random) {
      if (!stage.kafkaDisk.canBeFilled) return;
      stage.kafkaDisk.fill();
      await sleep(random.between(2_000, 8_000));
      stage.kafkaDisk.free();
      // A broker that could not write a log ends it, and itself: by then, or when it next wants to write.
      await stage.killKafka();
      await stage.restoreKafka();
    },
  },
];

async function frozen(stage: Stage, random: Random, ms: number): Promise<void> {
  const service = random.oneOf(stage.services);
  service.freeze();
  await sleep(ms);
  service.thaw();
}

/** Its transaction is ended by the server, its advisory locks pass to others, its Kafka transaction stays open; then it wakes. */
async function zombie(stage: Stage, random: Random): Promise<void> {
  const service = random.oneOf(stage.services);
  service.freeze();
  service.database.reset();
  await sleep(random.between(2_000, 12_000));
  service.thaw();
}

function linkFault(to: 'database' | 'kafka', state: Exclude<LinkState, 'well'>): Fault {
  const means = {
    silent: 'is silent: connections stay open and nothing comes through',
    slow: 'is slow',
    cut: 'is cut',
  };
  return {
    name: `${to}-${state}`,
    does: `the network to ${to === 'kafka' ? 'Kafka' : 'PostgreSQL, for one process or for all,'} ${means[state]}`,
    strikes: to,
    async strike(stage, random) {
      const links = to === 'kafka' ? [stage.kafkaLink] : databaseLinks(stage, random);
      links.forEach((link) => link.become(state));
      await sleep(random.between(2_000, 15_000));
      links.forEach((link) => link.become('well'));
    },
  };
}

function databaseLinks(stage: Stage, random: Random): readonly Link[] {
  const all = stage.services.map(({ database }) => database);
  return random.chance(50) ? all : all.slice(0, 1);
}

async function takeConnections(stage: Stage, ms: number): Promise<void> {
  const taken: pg.Client[] = [];
  stage.services.forEach(({ database }) => database.reset());
  try {
    for (;;) {
      const client = new pg.Client({ connectionString: stage.databaseUrl, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      await client.connect();
      taken.push(client);
    }
  } catch {
    // No more to be had: as it should be.
  }
  await sleep(ms);
  await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
}

/** Each ends as a crash ends it: the group misses it when its session is over. */
async function rebalance(stage: Stage, random: Random): Promise<void> {
  for (let times = random.between(3, 6); times > 0; times--) {
    const stranger = new Worker(new URL('./stranger.js', import.meta.url), { workerData: { brokers: stage.brokers } });
    // Where Kafka is away at the same time, it does not come in.
    stranger.on('error', () => undefined);
    await sleep(random.between(500, 4_000));
    await stranger.terminate();
  }
}

async function stepClock(stage: Stage, random: Random, byMsMax: number): Promise<void> {
  try {
    for (let steps = random.between(2, 5); steps > 0; steps--) {
      await setClock(stage, random.between(-byMsMax, byMsMax));
      await sleep(random.between(500, 3_000));
    }
  } finally {
    await setClock(stage, 0);
  }
}

/** Tried again: PostgreSQL may be struck by something else at the same time. */
async function setClock(stage: Stage, aheadMs: number): Promise<void> {
  const body = `select clock_timestamp() + interval '${aheadMs} milliseconds'`;
  const replaced = `create or replace function allocator_clock() returns timestamptz language sql volatile as '${body.replaceAll("'", "''")}'`;
  for (;;) {
    try {
      await stage.asOwner(replaced);
      return;
    } catch {
      await sleep(200);
    }
  }
}
