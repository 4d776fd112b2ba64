import type pg from 'pg';

/** Puts the clock of a database's decisions at this instant; from then on it stands still between calls. */
export function setClock(owner: Owner, instant: number): Promise<void> {
  return replaceClock(owner, `timestamptz '${new Date(instant).toISOString()}'`);
}

/** Lets it run, so many seconds behind the true time. */
export function delayClock(owner: Owner, seconds: number): Promise<void> {
  return replaceClock(owner, `clock_timestamp() - interval '${String(seconds)} seconds'`);
}

type Owner = Pick<pg.ClientBase, 'query'>;

async function replaceClock(owner: Owner, now: string): Promise<void> {
  await owner.query(
    `create or replace function allocator_clock() returns timestamptz language sql volatile as $$select ${now}$$`,
  );
}
