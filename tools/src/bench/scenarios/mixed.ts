import { randomUUID } from 'node:crypto';
import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { authorization } from '../authorization.js';
import { addIdentities } from '../add-identities.js';
import { type Extra, Load } from '../load.js';
import { onSchedule } from '../on-schedule.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import type { BenchDatabase } from '../stage.js';
import { poolIds } from '../stock.js';
import { connections, postAssignment } from './single.js';

const perSecond = 500;
const leasesOf = { full: 100_000, quick: 10_000 };
const secondsOf = { full: 60, quick: 10 };
/** From the filling of the database to the first lapse: the service starts meanwhile. */
const leadSeconds = 12;

/** Of ten requests: six lend, two release, one prolongs, one reads the availability. */
const course = [
  'assign',
  'release',
  'assign',
  'prolong',
  'assign',
  'assign',
  'read',
  'assign',
  'release',
  'assign',
] as const;

/** A day like any other: everything at once, at a rate that the service can take. */
export const mixed: Scenario = {
  name: 'mixed',
  does: `${String(perSecond)} requests a second on a schedule for ${String(secondsOf.full)} s (${String(secondsOf.quick)} with --quick): 60 % assign, 20 % release, 10 % prolong, 10 % availability; ${leasesOf.full.toLocaleString('en-US')} leases lapse meanwhile (${leasesOf.quick.toLocaleString('en-US')})`,
  answer: 'an assignment, from when it was due',
  unit: 'answers',
  inQuick: true,
  once: true,
  async start(stage): Promise<Running> {
    const size = stage.isQuick ? 'quick' : 'full';
    const database = await stage.newDatabase('filled');
    const perPool = leasesOf[size] / poolIds.length;
    const first = Date.now() + leadSeconds * 1_000;
    const spread = `(n % ${String(perPool)}) * interval '${String((secondsOf[size] * 1_000) / perPool)} milliseconds'`;
    const reassignableAt = `date_trunc('milliseconds', timestamptz '${new Date(first).toISOString()}' + ${spread})`;
    await addIdentities(database, perPool, { assignedAt: `now() - interval '1 day'`, reassignableAt });
    const service = await startService(stage, { database, roles: 'api,scheduler' });
    const http = new HttpPool(service.baseUrl, { connections });
    const users = new Users(http);
    return {
      service,
      work: async (load) => {
        const warmUp = new Load({ warmUpMs: 0, measureMs: Math.max(1_000, first - Date.now()) }, load.signal);
        await onSchedule(warmUp, perSecond, (due, index) => users.request(index, () => warmUp.answered(1, due)));
        const run = new Load({ warmUpMs: 0, measureMs: secondsOf[size] * 1_000 }, load.signal);
        const began = performance.now();
        await onSchedule(run, perSecond, (due, index) => users.request(index, () => run.answered(1, due)));
        const ms = performance.now() - began;
        const { latencyUs } = run.result();
        load.latencyUs.add(latencyUs);
        load.took(users.answered, ms);
        load.also({
          assignP99ToP50: latencyUs.getValueAtPercentile(99) / latencyUs.getValueAtPercentile(50),
          ...(await lateness(database)),
        });
      },
      storedCount: async () => (await database.assignedCount()) + users.others,
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};

/** How long after its bound each `Expired` was recorded. */
async function lateness(database: BenchDatabase): Promise<Extra> {
  const late = `extract(epoch from (document::json ->> 'time')::timestamptz - (document::json #>> '{data,reassignableAt}')::timestamptz) * 1000`;
  const [row] = await database.run<{ p50: number; p99: number }>(`
    select percentile_disc(0.5) within group (order by ${late})::float8 as p50, percentile_disc(0.99) within group (order by ${late})::float8 as p99
      from events where type = 'Expired'`);
  return { expiredLateP50Ms: row?.p50 ?? NaN, expiredLateP99Ms: row?.p99 ?? NaN };
}

/** Users who come, go and come back. Each assignment is released or prolonged once at most. */
class Users {
  private readonly assignmentIds: string[] = [];
  private assigned = 0;
  others = 0;

  constructor(private readonly http: HttpPool) {}

  get answered(): number {
    return this.assigned + this.others;
  }

  /** @param assigned is told of an assignment's answer */
  async request(index: number, assigned: () => void): Promise<void> {
    const poolId = poolIds[index % poolIds.length] as PoolId;
    const kind = course[index % course.length] ?? 'assign';
    if (kind === 'read') return this.other('GET', `/v1/pools/${poolId}/availability`);
    const assignmentId = kind === 'assign' ? undefined : this.assignmentIds.shift();
    if (assignmentId !== undefined) return this.other('POST', `/v1/assignments/${assignmentId}/${kind}`);
    const { assignmentId: lent } = JSON.parse(await postAssignment(this.http, poolId)) as { assignmentId: string };
    this.assigned++;
    this.assignmentIds.push(lent);
    assigned();
  }

  private async other(method: 'GET' | 'POST', path: string): Promise<void> {
    const headers = {
      authorization,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-type': 'application/json' } : {}),
    };
    const answer = await this.http.request({ method, path, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      throw new Error(`${method} ${path} was answered with ${String(answer.statusCode)} ${text}`);
    this.others++;
  }
}
