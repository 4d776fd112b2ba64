import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import type { LinkState } from '@allocator/local';
import { skewSeconds } from './chaos-pools.js';
import { persevere } from './persevere.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';

/** What a fault strikes; two faults at the same time strike different things. */
type Target = 'service' | 'database' | 'worker' | 'kafka' | 'clock';

/** Something that fails for a while. */
export interface Fault {
  readonly name: string;
  readonly does: string;
  readonly strikes: Target;
  readonly needsCitus?: true;
  /** Resolves when the fault is over and repaired. */
  strike(stage: Stage, random: Random): Promise<void>;
}

/** Longer than any timeout of the service: an idle transaction's 10 s, a Kafka transaction's 30 s, a statement's 35 s. */
const longestTimeoutMs = 36_000;
const downMsMax = 4_000;
/** Of Citus. */
const workersMax = 4;
const serverNames = { postgres: 'PostgreSQL', kafka: 'Kafka' } as const;
type ServerName = keyof typeof serverNames;

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
      freezeService(stage, random, random.chance(25) ? longestTimeoutMs : random.between(1_000, 9_000)),
  },
  {
    name: 'zombie',
    does: 'SIGSTOP of a process whose database connections then break: others take over its lanes, and it comes back',
    strikes: 'service',
    strike: (stage, random) => freezeService(stage, random, random.between(2_000, 12_000), true),
  },
  killFault('postgres'),
  killFault('kafka'),
  {
    name: 'kill-worker',
    does: 'kill -9 of a worker of Citus (--citus); it is started again',
    strikes: 'worker',
    needsCitus: true,
    strike: ({ workers }, random) => killServer(random.oneOf(workers), random),
  },
  {
    name: 'freeze-worker',
    does: 'SIGSTOP of a worker of Citus (--citus) for up to 20 s',
    strikes: 'worker',
    needsCitus: true,
    strike: ({ workers }, random) => freezeServer(random.oneOf(workers), random),
  },
  {
    name: 'add-worker',
    does: 'one more worker of Citus (--citus), up to four, and lanes move to it',
    strikes: 'database',
    needsCitus: true,
    strike: (stage) => addWorker(stage),
  },
  {
    name: 'freeze-kafka',
    does: 'SIGSTOP of Kafka for up to 20 s',
    strikes: 'kafka',
    strike: ({ kafka }, random) => freezeServer(kafka, random),
  },
  linkFault('database', 'silent'),
  linkFault('database', 'slow'),
  linkFault('database', 'cut'),
  linkFault('kafka', 'silent'),
  linkFault('kafka', 'slow'),
  linkFault('kafka', 'cut'),
  {
    name: 'connections-taken',
    does: "another client takes all of PostgreSQL's connections while those of the service break",
    strikes: 'database',
    strike: (stage, random) => takeConnections(stage, random.between(3_000, 9_000)),
  },
  {
    name: 'rebalance-storm',
    does: 'other consumers join and leave the consumer group of the command intake again and again',
    strikes: 'kafka',
    strike: (stage, random) => rebalance(stage, random),
  },
  clockFault('clock-skew', `${skewSeconds} s, the agreed skew`, skewSeconds * 1_000),
  clockFault('clock-beyond', 'a minute', 60_000),
  fullDiskFault('postgres'),
  fullDiskFault('kafka'),
];

/** @param isZombie its database ends its transactions, its advisory locks pass to others; its Kafka transaction stays open */
async function freezeService(stage: Stage, random: Random, ms: number, isZombie = false): Promise<void> {
  const service = random.oneOf(stage.services);
  service.freeze();
  if (isZombie) service.database.reset();
  await sleep(ms);
  service.thaw();
}

function targetOf(server: ServerName): Target {
  return server === 'postgres' ? 'database' : 'kafka';
}

function killFault(server: ServerName): Fault {
  return {
    name: `kill-${server}`,
    does: `kill -9 of ${serverNames[server]}; it is started again`,
    strikes: targetOf(server),
    strike: (stage, random) => killServer(stage[server], random),
  };
}

type Server = Pick<Stage['postgres'], 'kill' | 'restore' | 'freeze' | 'thaw'>;

async function killServer(server: Server, random: Random): Promise<void> {
  await server.kill();
  await sleep(random.between(0, downMsMax));
  await server.restore();
}

async function freezeServer(server: Server, random: Random): Promise<void> {
  server.freeze();
  await sleep(random.between(1_000, 20_000));
  server.thaw();
}

function fullDiskFault(server: ServerName): Fault {
  return {
    name: `full-disk-${server}`,
    does: `the disk of ${serverNames[server]} is full for seconds (as root only: on a disk of its own)`,
    strikes: targetOf(server),
    async strike(stage, random) {
      const { disk } = stage[server];
      if (!disk.canBeFilled) return;
      disk.fill();
      await sleep(random.between(2_000, 8_000));
      disk.free();
      // A broker that cannot write to a log stops itself, immediately or at its next write.
      if (server === 'kafka') await stage.kafka.kill();
      await stage[server].restore();
    },
  };
}

function linkFault(to: 'database' | 'kafka', state: Exclude<LinkState, 'well'>): Fault {
  const means = {
    silent: 'is silent: connections stay open and no data arrives',
    slow: 'is slow',
    cut: 'is cut',
  };
  return {
    name: `${to}-${state}`,
    does: `the network to ${to === 'kafka' ? 'Kafka' : 'PostgreSQL, for one process or for all,'} ${means[state]}`,
    strikes: to,
    async strike(stage, random) {
      const databases = stage.services.map(({ database }) => database);
      const struck = random.chance(50) ? databases : databases.slice(0, 1);
      const links = to === 'kafka' ? [stage.kafkaLink] : struck;
      links.forEach((link) => link.become(state));
      await sleep(random.between(2_000, 15_000));
      links.forEach((link) => link.become('well'));
    },
  };
}

async function addWorker(stage: Stage): Promise<void> {
  if (stage.workers.length >= workersMax) return;
  await stage.addWorker();
  await persevere(() => moveLanes(stage));
}

/** By the statements of docs/scale.md. Resolves when the lanes are spread evenly. */
async function moveLanes(stage: Stage): Promise<void> {
  const { rows } = await stage.asOwner<{ job: string | null }>(
    `select citus_rebalance_start(rebalance_strategy => 'by_shard_count', shard_transfer_mode => 'force_logical') as job`,
  );
  const job = rows[0]?.job ?? null;
  // The lanes are spread evenly already: a former attempt has moved them.
  if (job === null) return;
  for (;;) {
    const status = await stage.asOwner<{ state: string }>(
      `select state from citus_rebalance_status() where job_id = ${job}`,
    );
    const state = status.rows[0]?.state;
    if (state === undefined || state === 'finished') return;
    // Citus has tried a move again before it gives up.
    if (['failed', 'cancelled'].includes(state)) throw new Error(`the move of the lanes has ${state}`);
    await sleep(500);
  }
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
    // None is left, as intended.
  }
  await sleep(ms);
  await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
}

/** Each consumer ends as if it crashed: the group misses it when its session is over. */
async function rebalance(stage: Stage, random: Random): Promise<void> {
  for (let times = random.between(3, 6); times > 0; times--) {
    const foreignMember = new Worker(new URL('./foreign-member.js', import.meta.url), {
      workerData: { brokers: stage.brokers },
    });
    // It cannot join while another fault strikes Kafka.
    foreignMember.on('error', () => undefined);
    await sleep(random.between(500, 4_000));
    await foreignMember.terminate();
  }
}

function clockFault(name: string, upTo: string, byMsMax: number): Fault {
  return {
    name,
    does: `the database's clock goes back and forth by up to ${upTo}`,
    strikes: 'clock',
    async strike(stage, random) {
      try {
        for (let steps = random.between(2, 5); steps > 0; steps--) {
          await setClock(stage, random.between(-byMsMax, byMsMax));
          await sleep(random.between(500, 3_000));
        }
      } finally {
        await setClock(stage, 0);
      }
    },
  };
}

async function setClock(stage: Stage, aheadMs: number): Promise<void> {
  const body = `select clock_timestamp() + interval '${aheadMs} milliseconds'`;
  const replaced = `create or replace function allocator_clock() returns timestamptz language sql volatile as $$${body}$$`;
  await persevere(() => stage.asOwner(replaced));
}
