import { randomUUID } from 'node:crypto';
import { type ServiceClient, httpRequestOf } from '@allocator/local';
import { addIdentities } from '../add-identities.js';
import { assignOne } from '../assign-side-by-side.js';
import { poolIds, poolOfTurn } from '../bench-terms.js';
import { type Extra, Load } from '../load.js';
import { onSchedule } from '../on-schedule.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase } from '../stage.js';
import { connections } from './single.js';

const perSecond = 500;
const leasesOf = { full: 100_000, quick: 10_000 };
const secondsOf = { full: 60, quick: 10 };
/** From filling the database to the first lapse; the service starts meanwhile. */
const leadSeconds = 12;

/** Of ten requests: six assign, two release, one prolongs, one reads the availability. */
const course = 'Assign Release Assign Prolong Assign Assign Read Assign Release Assign'.split(' ');

/** A normal day: everything at the same time, at a rate that the service can handle. */
export const mixed: Scenario = {
  name: 'mixed',
  does: `${String(perSecond)} requests a second on a schedule for ${String(secondsOf.full)} s (${String(secondsOf.quick)} with --quick): 60 % assign, 20 % release, 10 % prolong, 10 % availability; ${leasesOf.full.toLocaleString('en-US')} leases lapse meanwhile (${leasesOf.quick.toLocaleString('en-US')})`,
  answer: 'an assignment, from when it was due',
  unit: 'answers',
  inQuick: true,
  once: true,
  async start(round: Round): Promise<Running> {
    const { size } = round.stage;
    const database = await round.database('filled');
    const perPool = leasesOf[size] / poolIds.length;
    const first = Date.now() + leadSeconds * 1_000;
    const spread = `(n % ${String(perPool)}) * interval '${String((secondsOf[size] * 1_000) / perPool)} milliseconds'`;
    const reassignableAt = `date_trunc('milliseconds', timestamptz '${new Date(first).toISOString()}' + ${spread})`;
    await addIdentities(database, perPool, { assignedAt: `now() - interval '1 day'`, reassignableAt });
    const service = await round.service({ database, roles: 'api,scheduler' });
    const users = new Users(await round.client(service, connections));
    const offer = async (measureMs: number, signal: AbortSignal): Promise<Load> => {
      const load = new Load({ warmUpMs: 0, measureMs }, signal);
      await onSchedule(load, perSecond, (due, index) => users.request(index, () => load.answered(1, due)));
      return load;
    };
    return {
      work: async (load) => {
        await offer(Math.max(1_000, first - Date.now()), load.signal);
        const began = performance.now();
        const { latencyUs } = (await offer(secondsOf[size] * 1_000, load.signal)).result();
        load.latencyUs.add(latencyUs);
        load.took(users.answered, performance.now() - began);
        load.also({
          assignP99ToP50: latencyUs.getValueAtPercentile(99) / latencyUs.getValueAtPercentile(50),
          ...(await lateness(database)),
        });
      },
      storedCount: async () => (await round.assignedCount()) + users.others,
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

/** Users who arrive, leave and return. Each assignment is released or prolonged at most once. */
class Users {
  private readonly assignmentIds: string[] = [];
  private assigned = 0;
  /** Number of answers that are not assignments. */
  others = 0;

  constructor(private readonly client: ServiceClient) {}

  get answered(): number {
    return this.assigned + this.others;
  }

  /** @param assigned is called when an assignment is answered */
  async request(index: number, assigned: () => void): Promise<void> {
    const poolId = poolOfTurn(index);
    const kind = course[index % course.length] as 'Assign' | 'Release' | 'Prolong' | 'Read';
    const assignmentId = kind === 'Release' || kind === 'Prolong' ? this.assignmentIds.shift() : undefined;
    if (kind === 'Read') {
      await this.client.must({ method: 'GET', path: `/v1/pools/${poolId}/availability` });
      this.others++;
    } else if (assignmentId !== undefined) {
      await this.client.must(httpRequestOf({ commandId: randomUUID(), type: kind, poolId, assignmentId }));
      this.others++;
    } else {
      const answer = JSON.parse((await assignOne(this.client, poolId)).toString()) as { assignmentId: string };
      this.assigned++;
      this.assignmentIds.push(answer.assignmentId);
      assigned();
    }
  }
}
