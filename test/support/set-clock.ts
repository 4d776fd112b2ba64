import type pg from 'pg';

/** Puts the clock of a database's decisions at this instant; from then on it stands still between calls. */
export async function setClock(owner: Pick<pg.ClientBase, 'query'>, instant: number): Promise<void> {
  const at = new Date(instant).toISOString();
  await owner.query(
    `create or replace function allocator_clock() returns timestamptz language sql volatile as $$select timestamptz '${at}'$$`,
  );
}
