// `npm run demo`: two WWSFs and an eP-CSCF at work on the running service for half a minute, and the proof afterwards.
import { setMaxListeners } from 'node:events';
import type { Instant } from '@allocator/domain';
import { type Callers, callersOf } from './demo/callers.js';
import { type Verdict, checkHistories } from './demo/check-histories.js';
import { type KafkaConnection, connectKafka } from './demo/kafka-connection.js';
import { showLive } from './demo/live-table.js';
import { Observer } from './demo/observer.js';
import { Service } from './demo/service.js';
import { type DemoPool, setUp } from './demo/set-up.js';
import { Tally } from './demo/tally.js';
import { Users } from './demo/users.js';
import { type Wwsf, WwsfOverHttp } from './demo/wwsf.js';
import { WwsfOverKafka } from './demo/wwsf-over-kafka.js';
import { openLocalIssuer } from './service/local-issuer.js';
import { readLocalSettings } from './stack/local-settings.js';
import { runToExit } from './process/run-to-exit.js';
import { until } from './process/until.js';

/** How long users come. The last of them keep their identities for up to 8 s more. */
const comeMs = 20_000;
/** How late an expiry may be recorded before it counts as missing. */
const lateMsMax = 5_000;
/** Of one question's violations, so many are shown. */
const violationsShownMax = 5;

await runToExit(async (signal) => {
  const baseUrl = process.env['BASE_URL'] || 'http://127.0.0.1:8080';
  const ended = new AbortController();
  // Every user of the demo listens to it, and there are many at a time.
  setMaxListeners(0, signal);
  const service = new Service(baseUrl, AbortSignal.any([signal, ended.signal]));
  try {
    const callers = await callersOf(service, await openLocalIssuer(readLocalSettings(process.env).localDir));
    const kafka = await connectKafka(service, process.env);
    const pools = await setUp(callers.operator);
    const wwsfs = await connectWwsfs(callers, kafka, pools, signal);
    try {
      introduce(baseUrl, kafka, wwsfs);
      const closedUntil = await work(callers, wwsfs, signal);
      return await prove(callers.auditor, pools, closedUntil, kafka, signal);
    } finally {
      await Promise.all(wwsfs.map((wwsf) => wwsf.close()));
    }
  } finally {
    // Of the event streams.
    ended.abort();
  }
});

async function connectWwsfs(
  callers: Callers,
  kafka: KafkaConnection | undefined,
  [a, b]: readonly [DemoPool, DemoPool],
  signal: AbortSignal,
): Promise<readonly Wwsf[]> {
  const overHttp = (pool: DemoPool): Wwsf => {
    const service = callers.wwsfs.get(pool.wwsfId);
    if (service === undefined) throw new Error(`${pool.wwsfId} has no token`);
    return new WwsfOverHttp(service, pool);
  };
  if (kafka === undefined) return [overHttp(a), overHttp(b)];
  return [overHttp(a), await WwsfOverKafka.connect(kafka.kafka, kafka.prefix, b, signal)];
}

function introduce(baseUrl: string, kafka: KafkaConnection | undefined, wwsfs: readonly Wwsf[]): void {
  console.log(
    `- ${baseUrl}, ${kafka === undefined ? 'Kafka is off: both WWSFs work over HTTP' : `Kafka at ${kafka.brokers}`}`,
  );
  for (const { pool, over } of wwsfs)
    console.log(`- ${pool.wwsfId} lends from ${pool.poolId} over ${over}, lane ${pool.lane}`);
  console.log(`- users come for ${comeMs / 1_000} s, then all that was lent runs out`);
}

/** Everything up to the last lapse. Answers the instant up to which every lending must be closed. */
async function work(callers: Callers, wwsfs: readonly Wwsf[], signal: AbortSignal): Promise<Instant> {
  const observer = new Observer(
    callers.auditor,
    wwsfs.map(({ pool }) => pool),
  );
  const broken = observer.follow();
  const tallyOf = ({ pool }: Wwsf): Tally => observer.tallies.get(pool.poolId) ?? new Tally();
  const users = wwsfs.map((wwsf) => new Users(wwsf, callers.epCscf, signal));
  const live = showLive(
    process.stdout,
    wwsfs.map((wwsf) => ({ pool: wwsf.pool, over: wwsf.over, tally: tallyOf(wwsf) })),
  );
  try {
    await Promise.race([broken, Promise.all(users.map((those) => those.come(comeMs)))]);
    const lent = users.flatMap((those) => [...those.lent.values()]);
    if (lent.length === 0) throw new Error('not one identity could be lent in the whole time');
    const lastBound = Math.max(...lent.map(({ reassignableAt }) => Date.parse(reassignableAt)));
    const isOpen = (id: string): boolean => wwsfs.some((wwsf) => tallyOf(wwsf).isLent(id));
    // This machine's clock says only how long to wait; whether it was early or late, the recorded times say.
    const waitMsMax = Math.max(0, lastBound - Date.now()) + lateMsMax;
    await Promise.race([
      broken,
      until(() => !lent.some(({ assignmentId }) => isOpen(assignmentId)), waitMsMax, signal),
    ]);
    return (lastBound + 1) as Instant;
  } finally {
    broken.catch(() => undefined);
    live.stop();
  }
}

async function prove(
  service: Service,
  pools: readonly DemoPool[],
  closedUntil: Instant,
  kafka: KafkaConnection | undefined,
  signal: AbortSignal,
): Promise<number> {
  const lanes = [...new Set(pools.map(({ lane }) => lane))];
  const { verdicts, events } = await checkHistories(service, lanes, closedUntil, kafka, signal);
  console.log(`\n${events} events of lanes ${lanes.join(' and ')}, from the first on:`);
  for (const verdict of verdicts) tellVerdict(verdict);
  if (kafka === undefined) console.log('- not checked: the topic, as Kafka is off');
  const isProven = verdicts.every(({ violations }) => violations.length === 0);
  console.log(isProven ? 'the service has kept its promises' : 'THE SERVICE HAS BROKEN A PROMISE');
  return isProven ? 0 : 1;
}

function tellVerdict({ question, violations }: Verdict): void {
  console.log(`- ${question}: ${violations.length === 0 ? 'yes' : `NO, ${violations.length} violations`}`);
  for (const { lane, position, sentence } of violations.slice(0, violationsShownMax))
    console.log(`    ${lane}-${position}: ${sentence}`);
}
