import { step, until } from '@allocator/local';
import { addIdentities } from '../add-identities.js';
import { assignOne } from '../assign-side-by-side.js';
import { poolIds, poolOfTurn } from '../bench-terms.js';
import { Load, latencyHistogram, quietAndLoaded, recordLatency } from '../load.js';
import { onSchedule } from '../on-schedule.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase } from '../stage.js';
import { connections } from './single.js';

const leasesOf = { full: 1_000_000, quick: 100_000 };
const quietMsOf = { full: 10_000, quick: 4_000 };
const assignmentsPerSecond = 100;
const stormMsMax = 300_000;

/** Many leases lapse at one instant: how fast that is recorded, and what users notice of it. */
export const storm: Scenario = {
  name: 'storm',
  does: `${leasesOf.full.toLocaleString('en-US')} leases lapse at one instant (${leasesOf.quick.toLocaleString('en-US')} with --quick), while ${String(assignmentsPerSecond)} assignments a second are offered`,
  answer: 'an assignment during it, from when it was due',
  unit: 'expiries',
  inQuick: true,
  once: true,
  async start(round: Round): Promise<Running> {
    const leases = leasesOf[round.stage.size];
    const database = await round.database('filled');
    const assigned = { assignedAt: 'now()', reassignableAt: `date_trunc('second', now()) + interval '1 day'` };
    await step(`assigning ${leases.toLocaleString('en-US')} identities for the storm`, () =>
      addIdentities(database, leases / poolIds.length, assigned),
    );
    // Otherwise the quiet time would include the checkpoint that so many new rows cause.
    await database.run('checkpoint');
    const client = await round.client(await round.service({ database, roles: 'api,scheduler' }), connections);
    const offer = (load: Pick<Load, 'continues'>, answered: (due: number) => void): Promise<void> =>
      onSchedule(load, assignmentsPerSecond, async (due, index) => {
        await assignOne(client, poolOfTurn(index));
        answered(due);
      });
    return {
      work: async (load) => {
        const measureMs = quietMsOf[round.stage.size];
        const quiet = new Load({ warmUpMs: load.length.warmUpMs, measureMs }, load.signal);
        await offer(quiet, (due) => quiet.answered(1, due));
        const latencyUs = latencyHistogram();
        const began = performance.now();
        let ended = Infinity;
        await setClockAhead(database);
        await Promise.all([
          untilNothingIsDue(database, load.signal).finally(() => (ended = performance.now())),
          offer({ continues: () => performance.now() < ended }, (due) => recordLatency(latencyUs, due)),
        ]);
        load.took(leases, ended - began);
        load.also(quietAndLoaded(quiet, { latencyUs }));
      },
      storedCount: () => database.count(`events where type = 'Expired'`),
    };
  },
};

/** The instant of the storm: from here on the database's clock is a day ahead. */
async function setClockAhead(database: BenchDatabase): Promise<void> {
  await database.run(
    `create or replace function allocator_clock() returns timestamptz language sql volatile as
     $$select clock_timestamp() + interval '1 day 1 minute'$$`,
  );
}

async function untilNothingIsDue(database: BenchDatabase, signal: AbortSignal): Promise<void> {
  const isOver = async (): Promise<boolean> => {
    const [row] = await database.run<{ due: boolean }>(`
      select exists (
        select from lanes l cross join lateral (
          select from availability a where a.lane = l.lane and a.status in ('assigned', 'released')
             and a.reassignable_at <= allocator_clock() limit 1) d) as due`);
    return row?.due === false;
  };
  if (!(await until(isOver, stormMsMax, signal)))
    throw new Error(`the storm was not over after ${String(stormMsMax)} ms`);
}
