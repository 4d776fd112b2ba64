import type { Statement } from '../src/sql/statement.js';

/** A shape of a statement that was replaced because of its plan, and the versions of PostgreSQL that plan it well all the same. */
export interface FormerShape extends Statement {
  readonly goodFrom?: number;
}

export const formerShapes: readonly FormerShape[] = [
  {
    name: 'find-commands with any',
    text: `
      select command_id, document from events where lane = $1 and command_id = any($2::uuid[])
       union all
      select command_id, outcome::text from outcomes where lane = $1 and command_id = any($2::uuid[])`,
    goodFrom: 18,
  },
  {
    name: 'mark-published with any',
    text: 'update checkpoints set published = true where lane = $1 and position = any ($2::bigint[])',
    goodFrom: 18,
  },
  {
    name: 'update-availability with a join',
    text: `
      update availability a set generation = u.generation
        from unnest($1::smallint[], $2::int[], $3::int[]) as u (lane, number, generation)
       where a.lane = u.lane and a.number = u.number`,
  },
  {
    name: 'find-held-identities with more than the key',
    text: `
      select a.number from unnest($2::uuid[], $3::int[]) as wanted (subject_id, number)
       cross join lateral (
         select * from availability where lane = $1 and number = wanted.number and subject_id = wanted.subject_id
            and status in ('assigned', 'released') limit 1) a`,
  },
  {
    name: 'delete-old-refusals with a join',
    text: `
      delete from outcomes o using lanes l, lateral (
        select command_id from outcomes
         where lane = l.lane and refused and recorded_at < now() - make_interval(secs => $1)
         order by recorded_at limit $2) old
       where o.lane = l.lane and o.command_id = old.command_id`,
  },
];
