import { milliseconds } from '../../sql/statement.js';
import type { Statement } from '../../sql/statement.js';

/** Lateral with a limit, as in `find-subjects`. $1 alias */
export const findSubscription: Statement = {
  name: 'find-subscription',
  text: `
    select r.lane, r.pool_id, r.impi, i.number,
           ${milliseconds("greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)")} as now
      from (select lane, pool_id, impi from identity_registry where alias = $1) r
     cross join lateral (select last_recorded_at from lanes where lane = r.lane limit 1) l
     cross join lateral (
       select number from identities where lane = r.lane and pool_id = r.pool_id and impi = r.impi limit 1) i`,
};

/**
 * The last position recorded by an instant. Recorded times never go back along a lane, so it is found by halving: some twenty
 * documents are read of a million. $1 lane, $2 instant
 */
export const findPositionAt: Statement = {
  name: 'find-position-at',
  text: `
    with recursive search (low, high) as (
      select 0::bigint, position from lanes where lane = $1
      union all
      select case when is_before then middle else low end, case when is_before then high else middle - 1 end
        from search
       cross join lateral (select (low + high + 1) / 2 as middle) half
       cross join lateral (
         select (document::json ->> 'time')::timestamptz <= $2::timestamptz as is_before
           from events where lane = $1 and position = middle limit 1) looked
       where low < high)
    select low::float8 as position from search where low = high`,
};

/** The identity's last lending by a position. $1 lane, $2 number, $3 position */
export const findLendingBy: Statement = {
  name: 'find-lending-by',
  text: `
    select position::float8 as position from events e
     where lane = $1 and identity_number = $2 and position <= $3 and type = 'Assigned'
     order by e.position desc limit 1`,
};

/** $1 lane, $2 number, $3 after position, $4 last position, $5 how many */
export const readTimeline: Statement = {
  name: 'read-timeline',
  text: `
    select document from events
     where lane = $1 and identity_number = $2 and position > $3 and position <= $4
     order by position limit $5`,
};

/** $1 lane, $2 pool id, $3 subject id */
export const findReference: Statement = {
  name: 'find-reference',
  text: `
    select (select reference from subjects where lane = $1 and pool_id = $2 and subject_id = $3 limit 1) as reference,
           (select ${milliseconds('erased_at')} from erased_subjects where lane = $1 and subject_id = $3) as erased_at`,
};

/** $1 lane, $2 pool id, $3 kind, $4 reference */
export const findSubjectId: Statement = {
  name: 'find-subject-id',
  text: `select subject_id from subjects where lane = $1 and pool_id = $2 and kind = $3 and reference = $4`,
};

/** $1 subject id, $2 after lane, $3 after position, $4 how many */
export const readSubjectLendings: Statement = {
  name: 'read-subject-lendings',
  text: `
    select e.document
      from lanes l
     cross join lateral (
       select position from subject_lendings
        where lane = l.lane and subject_id = $1 and (l.lane > $2 or position > $3)
        order by position limit $4) s
     cross join lateral (select document from events where lane = l.lane and position = s.position limit 1) e
     where l.lane >= $2
     order by l.lane, s.position limit $4`,
};

/** Lanes whose read model of lendings is behind, with its checkpoint. $1 projection */
export const findLanesBehind: Statement = {
  name: 'find-lanes-behind',
  text: `
    select l.lane, coalesce(c.position, 0)::float8 as checkpoint, l.position::float8 as position
      from lanes l
      left join lateral (
        select position from projection_checkpoints where projection = $1 and lane = l.lane limit 1) c on true
     where coalesce(c.position, 0) < l.position
     order by l.lane`,
};

/** $1 lane, $2 after position, $3 last position */
export const addSubjectLendings: Statement = {
  name: 'add-subject-lendings',
  text: `
    insert into subject_lendings (lane, subject_id, position)
    select lane, (document::json -> 'data' ->> 'subjectId')::uuid, position from events
     where lane = $1 and position > $2 and position <= $3 and type = 'Assigned'
    on conflict do nothing`,
};

/** $1 projection, $2 lane, $3 position */
export const moveCheckpoint: Statement = {
  name: 'move-checkpoint',
  text: `
    insert into projection_checkpoints (projection, lane, position) values ($1, $2, $3)
    on conflict (projection, lane) do update set position = greatest(projection_checkpoints.position, excluded.position)`,
};

/** $1 reader, $2 client, $3 what, $4 parameters, $5 reason */
export const insertAuditRead: Statement = {
  name: 'insert-audit-read',
  text: `insert into audit_reads (reader, client, what, parameters, reason) values ($1, $2, $3, $4, $5)`,
};

/** $1 after id, $2 how many */
export const readAuditReads: Statement = {
  name: 'read-audit-reads',
  text: `
    select id::float8 as id, ${milliseconds('read_at')} as read_at, reader, client, what, parameters, reason
      from audit_reads r where id > $1 order by r.id limit $2`,
};

/**
 * Finds a subject by its opaque id and locks the row, so that this transaction and an erasure wait for each other. A scan: an index
 * would make every assignment to a new subject slower. $1 subject id
 */
export const keepSubject: Statement = {
  name: 'keep-subject',
  text: `select subject_id from subjects where subject_id = $1 for key share`,
};

/** $1 subject id, $2 by whom, $3 reason */
export const placeHold: Statement = {
  name: 'place-hold',
  text: `insert into legal_holds (subject_id, placed_by, reason) values ($1, $2, $3) on conflict do nothing`,
};

/** $1 subject id */
export const liftHold: Statement = {
  name: 'lift-hold',
  text: `delete from legal_holds where subject_id = $1 returning subject_id`,
};
