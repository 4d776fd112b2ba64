// `npm run demo [-- options]`: two WWSFs and an eP-CSCF use the running service, or processes of its own, for half a minute; then the history
// is checked.
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '@allocator/domain';
import type { Kafka } from 'kafkajs';
import {
  type Tokens,
  ServiceClient,
  kafkaClient,
  openLocalIssuer,
  readLocalSettings,
  runToExit,
  showLive,
  tokensOf,
  until,
} from '@allocator/local';
import { checkHistories } from './demo/check-histories.js';
import { readDemoOptions } from './demo/demo-options.js';
import { type DemoPool, demoPools, operatorId, setUpDemo } from './demo/demo-pools.js';
import type { Installation } from './demo/installation.js';
import { Observer } from './demo/observer.js';
import { withOwnProcesses } from './demo/with-own-processes.js';
import { Users } from './demo/users.js';
import { type Wwsf, wwsfOverHttp, wwsfOverKafka } from './demo/wwsf.js';
import { printVerdicts } from './report/verdict.js';

/** How long users arrive. The last ones keep their identities for up to 8 s more. */
const arrivalsMs = 20_000;
/** How late an expiry may be recorded before it counts as missing. */
const lateMsMax = 5_000;
const answerMsMax = 15_000;

interface Topic {
  readonly kafka: Kafka;
  readonly brokers: string;
  readonly prefix: string;
}

await runToExit(async (signal) => {
  const options = readDemoOptions(process.argv.slice(3));
  if (options === undefined) return 0;
  // Every user of the demo listens to it.
  setMaxListeners(0, signal);
  const { processes, kill } = options;
  if (processes.length > 0) return withOwnProcesses(processes, signal, (own) => demo(own, kill, signal));
  const { localDir, kafkaBrokers } = readLocalSettings(process.env);
  const running: Installation = {
    baseUrl: process.env['BASE_URL'] || `http://127.0.0.1:${process.env['PORT'] || '8080'}`,
    transport: undefined,
    issuer: await openLocalIssuer(localDir),
    brokers: kafkaBrokers,
    kill: () => Promise.reject(new Error('only processes that the demo has started are killed')),
    crashes: () => [],
  };
  return demo(running, [], signal);
});

/** @param kill roles of the processes that are killed meanwhile */
async function demo(installation: Installation, kill: readonly string[], signal: AbortSignal): Promise<number> {
  const { baseUrl, transport, issuer } = installation;
  const ended = new AbortController();
  const service = new ServiceClient(baseUrl, {
    answerMsMax,
    signal: AbortSignal.any([signal, ended.signal]),
    ...(transport !== undefined && { transport }),
  });
  try {
    const tokens = await tokensOf(
      issuer,
      operatorId,
      demoPools.map(({ wwsfId }) => wwsfId),
    );
    const topic = await findTopic(service, installation.brokers, process.env);
    const pools = await setUpDemo(service.as(tokens.operator));
    const wwsfs = await connectWwsfs(service, tokens, topic, pools, signal);
    try {
      introduce(baseUrl, topic, wwsfs);
      const observer = new Observer(service.as(tokens.auditor), wwsfs);
      const users = wwsfs.map((wwsf) => new Users(wwsf, service.as(tokens.epCscf), signal));
      const killing = killDuring(installation, kill, observer, signal);
      const [closedUntil] = await Promise.all([work(observer, users, signal), killing]);
      const lanes = [...new Set(pools.map(({ lane }) => lane))];
      const auditor = service.as(tokens.auditor);
      const { verdicts, events } = await checkHistories(auditor, lanes, closedUntil, topic, signal);
      console.log(`\n${events} events of lanes ${lanes.join(' and ')}, from the beginning:`);
      if (topic === undefined) console.log('- not checked: the topic, because Kafka is off');
      const crashes = { question: 'no process of the service ended by itself', violations: installation.crashes() };
      return printVerdicts(transport === undefined ? verdicts : [...verdicts, crashes]);
    } finally {
      await Promise.all(wwsfs.map((wwsf) => wwsf.close()));
    }
  } finally {
    // Ends the event streams.
    ended.abort();
  }
}

/** Kills at equal intervals while users arrive. */
async function killDuring(
  installation: Installation,
  kill: readonly string[],
  observer: Observer,
  signal: AbortSignal,
): Promise<void> {
  for (const roles of kill) {
    await sleep(arrivalsMs / (kill.length + 1), undefined, { signal });
    observer.note(`${await installation.kill(roles)} is killed`);
  }
}

/** Undefined if the service runs without Kafka, or with `KAFKA_BROKERS=off`. Throws if no broker answers. */
async function findTopic(
  service: ServiceClient,
  kafkaBrokers: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Topic | undefined> {
  const { kafkaPort } = readLocalSettings(env);
  const { relay } = await service.must({ method: 'GET', path: '/health/ready' }).catch((error: unknown) => {
    throw new Error(`the service does not answer at ${service.baseUrl}: start it with npm start`, { cause: error });
  });
  const isRelaying = Array.isArray(relay) && relay.length > 0;
  if (kafkaBrokers === 'off' || (kafkaBrokers === undefined && !isRelaying)) return undefined;
  const brokers = kafkaBrokers ?? `127.0.0.1:${kafkaPort}`;
  const kafka = await kafkaClient(brokers, { clientId: 'demo', retry: { initialRetryTime: 100, retries: 6 } });
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    throw new Error(`no Kafka broker answers at ${brokers}: set KAFKA_BROKERS to its address, or to off`, {
      cause: error,
    });
  } finally {
    await admin.disconnect();
  }
  return { kafka, brokers, prefix: env['KAFKA_TOPIC_PREFIX'] || 'allocation' };
}

/** The first WWSF speaks HTTP; all others Kafka, if there is one. */
function connectWwsfs(
  service: ServiceClient,
  { wwsfs }: Tokens,
  topic: Topic | undefined,
  pools: readonly DemoPool[],
  signal: AbortSignal,
): Promise<readonly Wwsf[]> {
  return Promise.all(
    pools.map(async (pool, index) =>
      topic === undefined || index === 0
        ? wwsfOverHttp(service.as(wwsfs.get(pool.wwsfId) ?? ''), pool)
        : wwsfOverKafka(topic.kafka, topic.prefix, pool, signal),
    ),
  );
}

function introduce(baseUrl: string, topic: Topic | undefined, wwsfs: readonly Wwsf[]): void {
  console.log(
    `- ${baseUrl}, ${topic === undefined ? 'Kafka is off: both WWSFs use HTTP' : `Kafka at ${topic.brokers}`}`,
  );
  for (const { pool, over } of wwsfs)
    console.log(`- ${pool.wwsfId} assigns from ${pool.poolId} over ${over}, lane ${pool.lane}`);
  console.log(`- users arrive for ${arrivalsMs / 1_000} s, then all assignments run out`);
}

/** Everything up to the last lapse. Returns the instant up to which every lease must be closed. */
async function work(observer: Observer, users: readonly Users[], signal: AbortSignal): Promise<Instant> {
  const broken = observer.follow();
  const live = showLive(() => observer.lines());
  try {
    await Promise.race([broken, Promise.all(users.map((those) => those.come(arrivalsMs)))]);
    const assignments = users.flatMap((those) => [...those.assignments.values()]);
    if (assignments.length === 0) throw new Error('no identity was assigned in the whole time');
    const lastBound = Math.max(...assignments.map(({ reassignableAt }) => Date.parse(reassignableAt)));
    const isOver = (): boolean => !assignments.some(({ assignmentId }) => observer.isOpen(assignmentId));
    // The clock of this machine only sets how long to wait; the recorded times are what is checked.
    const waitMsMax = Math.max(0, lastBound - Date.now()) + lateMsMax;
    await Promise.race([broken, until(isOver, waitMsMax, signal)]);
    return (lastBound + 1) as Instant;
  } finally {
    broken.catch(() => undefined);
    live.stop(observer.table());
  }
}
