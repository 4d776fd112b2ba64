import { milliseconds } from '../../sql/statement.js';
import type { Statement } from '../../sql/statement.js';

/** Where the lanes stand that have events behind their last checkpoint. A lane's row is written with its events. */
export const findUnsigned: Statement = {
  name: 'find-unsigned',
  text: `
    select l.lane, l.position::float8 as position, l.hash,
           ${milliseconds("greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)")} as time
      from lanes l
      left join lateral (
        select position from checkpoints where lane = l.lane order by position desc limit 1) c on true
     where l.position > coalesce(c.position, 0)
     order by l.lane`,
};

/** $1 lanes, $2 positions, $3 signatures */
export const keepCheckpoints: Statement = {
  name: 'keep-checkpoints',
  text: `
    insert into checkpoints (lane, position, jws)
    select * from unnest($1::smallint[], $2::bigint[], $3::text[]) on conflict do nothing`,
};

/** $1 how many */
export const findUnpublished: Statement = {
  name: 'find-unpublished',
  text: `
    select lane, position::float8 as position, jws from checkpoints c
     where not published order by lane, c.position limit $1`,
};

/** $1 lane, $2 positions */
export const markPublished: Statement = {
  name: 'mark-published',
  text: `update checkpoints set published = true where lane = $1 and position = any ($2::bigint[])`,
};

/** $1 lane, $2 after position, $3 how many */
export const readCheckpoints: Statement = {
  name: 'read-checkpoints',
  text: `
    select lane, position::float8 as position, jws from checkpoints c
     where lane = $1 and position > $2 order by c.position limit $3`,
};
