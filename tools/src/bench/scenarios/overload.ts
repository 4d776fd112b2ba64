import { laneOf, type PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { authorization, authorizationOf } from '../authorization.js';
import { addIdentities } from '../fill-by-sql.js';
import { Load, sideBySide } from '../load.js';
import { watchMemory } from '../memory-watch.js';
import { onSchedule } from '../on-schedule.js';
import type { Running, Scenario } from '../scenario.js';
import { type BenchService, startService } from '../service.js';
import { agreement, profile } from '../terms.js';
import { lanes, newAssign, poolIds } from '../workload.js';

const timesCapacity = 5;
const commandsPerRequest = 100;
/** Of the one whose requests have room to be worked on side by side: what capacity is measured with. */
const requestsAtCapacity = 16;
/** Of a flooding client: requests under way; one more is not sent, and counts as not offered. */
const requestsUnderWayMax = 512;
const quietPerSecond = 50;
const lengths = {
  full: { capacityMs: 8_000, quietMs: 10_000, floodMs: 60_000, identitiesPerPool: 150_000 },
  quick: { capacityMs: 4_000, quietMs: 4_000, floodMs: 8_000, identitiesPerPool: 25_000 },
};

/** One WWSF offers five times what the service can do; another one goes on as if nothing were the matter. */
export const overload: Scenario = {
  name: 'overload',
  does:
    `a WWSF offers ${String(timesCapacity)} times the capacity for ${String(lengths.full.floodMs / 1_000)} s ` +
    `(${String(lengths.quick.floodMs / 1_000)} with --quick), in batches of ${String(commandsPerRequest)}; another one, of which one pool shares ` +
    `a lane with it, assigns ${String(quietPerSecond)} times a second on a schedule`,
  answer: "an assignment of the other WWSF's, from when it was due",
  unit: 'assignments',
  inQuick: true,
  once: true,
  async start(stage): Promise<Running> {
    const length = lengths[stage.isQuick ? 'quick' : 'full'];
    const database = await stage.newDatabase('filled');
    await addIdentities(database, length.identitiesPerPool, undefined);
    const service = await startService(stage, { database, roles: 'api,scheduler' });
    const quiet = await QuietWwsf.setUp(service);
    const flood = new HttpPool(service.baseUrl, { connections: requestsUnderWayMax });
    return {
      service,
      work: async (load) => {
        const capacity = await capacityOf(flood, length.capacityMs, load.signal);
        const before = new Load({ warmUpMs: 1_000, measureMs: length.quietMs }, load.signal);
        await quiet.offer(before);
        const during = new Load({ warmUpMs: 1_000, measureMs: length.floodMs }, load.signal);
        const flooding = new Flood(flood, (timesCapacity * capacity) / commandsPerRequest);
        const memory = watchMemory(service.pid);
        await Promise.all([quiet.offer(during), flooding.go(during)]);
        const { latencyUs, seconds } = during.result();
        load.latencyUs.add(latencyUs);
        const assigned = flooding.assigned + quiet.assignedDuring(during);
        load.took(assigned, during.length.measureMs + during.length.warmUpMs, await database.assignedCount());
        const [p99, quietP99] = [latencyUs, before.result().latencyUs].map((each) => each.getValueAtPercentile(99));
        load.also({
          capacity,
          offeredToCapacity: flooding.offered / seconds / capacity,
          goodputToCapacity: assigned / (seconds + 1) / capacity,
          refusedShare: flooding.refused / Math.max(1, flooding.offered),
          quietP99Ms: (quietP99 ?? NaN) / 1_000,
          p99Ms: (p99 ?? NaN) / 1_000,
          p99ToQuiet: (p99 ?? NaN) / (quietP99 ?? NaN),
          memoryGrowthMb: memory()?.growthMb ?? NaN,
        });
      },
      storedCount: () => database.assignedCount(),
      stop: async () => {
        await flood.destroy();
        await quiet.close();
        await service.stop();
      },
    };
  },
};

/** Commands a second that the service does for one who has as many requests under way as are worked on side by side. */
async function capacityOf(http: HttpPool, ms: number, signal: AbortSignal): Promise<number> {
  const load = new Load({ warmUpMs: ms / 2, measureMs: ms / 2 }, signal);
  await sideBySide(load, requestsAtCapacity, async (worker) => {
    for (let turn = worker; load.goesOn(); turn++) {
      const sentAt = performance.now();
      load.answered((await postBatch(http, turn)).assigned, sentAt);
    }
  });
  const { count, seconds } = load.result();
  return count / seconds;
}

class Flood {
  offered = 0;
  assigned = 0;
  refused = 0;
  private underWay = 0;

  constructor(
    private readonly http: HttpPool,
    private readonly requestsPerSecond: number,
  ) {}

  async go(load: Load): Promise<void> {
    await onSchedule(load, this.requestsPerSecond, async (_due, index) => {
      if (this.underWay >= requestsUnderWayMax) return;
      this.underWay++;
      this.offered += commandsPerRequest;
      // A connection that cannot be had is a refusal like any other.
      const answered = postBatch(this.http, index).catch(() => ({ assigned: 0 }));
      const { assigned } = await answered.finally(() => this.underWay--);
      this.assigned += assigned;
      this.refused += commandsPerRequest - assigned;
    });
  }
}

const createdMark = Buffer.from('"status":201');

async function postBatch(http: HttpPool, turn: number): Promise<{ assigned: number }> {
  const poolId = poolIds[turn % poolIds.length] as PoolId;
  const commands = Array.from({ length: commandsPerRequest }, () => {
    const { commandId, subject } = newAssign(poolId);
    return { commandId, subject };
  });
  const answer = await http.request({
    method: 'POST',
    path: `/v1/pools/${poolId}/assignment-batches`,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ commands }),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  if (answer.statusCode === 503 || answer.statusCode === 429) return { assigned: 0 };
  if (answer.statusCode !== 200)
    throw new Error(`a batch was answered ${String(answer.statusCode)} ${bytes.toString()}`);
  let assigned = 0;
  for (let at = bytes.indexOf(createdMark); at >= 0; at = bytes.indexOf(createdMark, at + createdMark.length))
    assigned++;
  return { assigned };
}

/** A WWSF of its own agreement, with a pool in a lane that is flooded; every lane is. */
class QuietWwsf {
  private constructor(
    private readonly http: HttpPool,
    private readonly token: string,
    private readonly poolId: string,
  ) {}

  static async setUp({ baseUrl }: BenchService): Promise<QuietWwsf> {
    const wwsfId = 'wwsf-quiet';
    const poolId = poolInLaneOf(poolIds[0] as PoolId);
    const token = await authorizationOf(wwsfId);
    const put = async (path: string, body: object | string): Promise<void> => {
      const isRows = typeof body === 'string';
      const answer = await fetch(baseUrl + path, {
        method: isRows ? 'POST' : 'PUT',
        headers: { authorization: token, 'content-type': isRows ? 'text/csv' : 'application/json' },
        body: isRows ? body : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path} was answered ${String(answer.status)} ${await answer.text()}`);
      await answer.arrayBuffer();
    };
    const { agreementId: _, ...terms } = agreement;
    await put('/v1/agreements/quiet', { ...terms, operatorId: profile.operatorId, wwsfId });
    await put(`/v1/pools/${poolId}`, { agreementId: 'quiet', anonymous: 'refused', repeatSubject: 'another' });
    const rows = Array.from(
      { length: 5_000 },
      (_each, n) => `quiet-${String(n)}@ims.example,sip:quiet-${String(n)}@example.org\n`,
    );
    await put(`/v1/pools/${poolId}/identities`, rows.join(''));
    return new QuietWwsf(new HttpPool(baseUrl, { connections: quietPerSecond }), token, poolId);
  }

  /** Asks on schedule, and again with the same key where it is told to: the wait counts from when it was due. */
  offer(load: Load): Promise<void> {
    return onSchedule(load, quietPerSecond, async (due) => {
      const { commandId, subject } = newAssign(this.poolId as PoolId);
      const headers = { authorization: this.token, 'content-type': 'application/json', 'idempotency-key': commandId };
      const request = { method: 'POST', path: `/v1/pools/${this.poolId}/assignments`, headers } as const;
      for (;;) {
        const answer = await this.http.request({ ...request, body: JSON.stringify({ subject }) });
        const text = await answer.body.text();
        if (answer.statusCode === 503) continue;
        if (answer.statusCode !== 201)
          throw new Error(`the quiet WWSF was answered ${String(answer.statusCode)} ${text}`);
        load.answered(1, due);
        return;
      }
    });
  }

  assignedDuring(load: Load): number {
    return load.answeredCount;
  }

  close(): Promise<void> {
    return this.http.destroy();
  }
}

function poolInLaneOf(other: PoolId): string {
  for (let number = 1; ; number++) {
    const poolId = `quiet-${String(number)}`;
    if (laneOf(poolId, lanes) === laneOf(other, lanes)) return poolId;
  }
}
