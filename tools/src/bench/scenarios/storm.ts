import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { step } from '../../../progress.mjs';
import { addIdentities } from '../add-identities.js';
import { Load, latencyHistogram } from '../load.js';
import { onSchedule } from '../on-schedule.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import type { BenchDatabase } from '../stage.js';
import { poolIds } from '../stock.js';
import { connections, postAssignment } from './single.js';

const leasesOf = { full: 1_000_000, quick: 100_000 };
const quietMsOf = { full: 10_000, quick: 4_000 };
const assignmentsPerSecond = 100;
const lookMs = 100;
const stormMsMax = 300_000;

/** As many leases lapse in one instant: how fast that is recorded, and what users notice of it. */
export const storm: Scenario = {
  name: 'storm',
  does: `${leasesOf.full.toLocaleString('en-US')} leases lapse at one instant (${leasesOf.quick.toLocaleString('en-US')} with --quick), while ${String(assignmentsPerSecond)} assignments a second are offered`,
  answer: 'an assignment during it, from when it was due',
  unit: 'expiries',
  inQuick: true,
  once: true,
  async start(stage): Promise<Running> {
    const size = stage.isQuick ? 'quick' : 'full';
    const database = await stage.newDatabase('filled');
    const lent = { assignedAt: 'now()', reassignableAt: `date_trunc('second', now()) + interval '1 day'` };
    await step(`lending ${leasesOf[size].toLocaleString('en-US')} identities for the storm`, () =>
      addIdentities(database, leasesOf[size] / poolIds.length, lent),
    );
    // Else the quiet seconds would be those of the checkpoint that so many new rows set off.
    await database.run('checkpoint');
    const service = await startService(stage, { database, roles: 'api,scheduler' });
    const http = new HttpPool(service.baseUrl, { connections });
    const offer = (load: Pick<Load, 'goesOn'>, answered: (due: number) => void): Promise<void> =>
      onSchedule(load, assignmentsPerSecond, async (due, index) => {
        await postAssignment(http, poolIds[index % poolIds.length] as PoolId);
        answered(due);
      });
    return {
      service,
      work: async (load) => {
        const quiet = new Load({ warmUpMs: load.length.warmUpMs, measureMs: quietMsOf[size] }, load.signal);
        await offer(quiet, (due) => quiet.answered(1, due));
        const during = latencyHistogram();
        const began = performance.now();
        let ended = Infinity;
        await setClockAhead(database);
        const watching = untilNothingIsDue(database, load.signal).finally(() => (ended = performance.now()));
        await Promise.all([
          watching,
          offer({ goesOn: () => performance.now() < ended }, (due) => during.recordValue(toUs(due))),
        ]);
        load.took(leasesOf[size], ended - began);
        const [quietP99Ms, p99Ms] = [quiet.result().latencyUs, during].map(
          (each) => each.getValueAtPercentile(99) / 1_000,
        );
        load.also({
          p99Ms: p99Ms ?? NaN,
          quietP99Ms: quietP99Ms ?? NaN,
          p99ToQuiet: (p99Ms ?? NaN) / (quietP99Ms ?? NaN),
        });
      },
      storedCount: async () => {
        const [row] = await database.run<{ expired: number }>(
          `select count(*)::int as expired from events where type = 'Expired'`,
        );
        return row?.expired ?? 0;
      },
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};

function toUs(due: number): number {
  return Math.max(1, Math.round((performance.now() - due) * 1_000));
}

/** The instant of the storm: from here on the database's clock is a day later. */
async function setClockAhead(database: BenchDatabase): Promise<void> {
  await database.run(
    `create or replace function allocator_clock() returns timestamptz language sql volatile as
     $$select clock_timestamp() + interval '1 day 1 minute'$$`,
  );
}

async function untilNothingIsDue(database: BenchDatabase, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + stormMsMax;
  for (;;) {
    signal.throwIfAborted();
    const [row] = await database.run<{ due: boolean }>(`
      select exists (
        select from lanes l cross join lateral (
          select from availability a where a.lane = l.lane and a.status in ('assigned', 'released')
             and a.reassignable_at <= allocator_clock() limit 1) d) as due`);
    if (row?.due === false) return;
    if (performance.now() > deadline) throw new Error(`the storm was not over after ${String(stormMsMax)} ms`);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
