import { identityColumns } from '../../sql/identity-row.js';
import { milliseconds } from '../../sql/statement.js';
import type { Statement } from '../../sql/statement.js';

const subjectColumns = `
  s.pool_id, s.kind, s.reference, s.subject_id, s.last_lent, s.also_lent, s.lent_more,
  ${milliseconds('s.erases_at')} as erases_at, s.erasure_asked_by, s.erasure_client`;
/** A subselect with a limit, so that the plan is an index probe per subject and not a join. */
const isNotHeld = `(select true from legal_holds h where h.subject_id = s.subject_id limit 1) is null`;

/** Locks the subject, so that a legal hold is either placed before this lock, and then seen, or refused. $1 lane, $2 pool id, $3 kind, $4 reference */
export const lockSubject: Statement = {
  name: 'lock-subject',
  text: `select ${subjectColumns} from subjects s where lane = $1 and pool_id = $2 and kind = $3 and reference = $4 for update`,
};

/** Open lanes with a due erasure that is not under a legal hold. Reads the earliest one of each lane: `allocator_clock()` cannot be an index condition. */
export const findLanesToErase: Statement = {
  name: 'find-lanes-to-erase',
  text: `
    select l.lane from lanes l
     cross join lateral (
       select s.erases_at from subjects s
        where s.lane = l.lane and s.erases_at > '-infinity' and ${isNotHeld} order by s.erases_at limit 1) first
     where l.closed_because is null
       and first.erases_at <= greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)
     order by l.lane`,
};

/** Locks subjects whose erasure is due, longest due first. $1 lane, $2 now, $3 how many */
export const lockDueSubjects: Statement = {
  name: 'lock-due-subjects',
  text: `
    select ${subjectColumns} from subjects s
     where s.lane = $1 and s.erases_at <= $2::timestamptz and ${isNotHeld}
     order by s.erases_at limit $3 for update of s`,
};

/** Which of the subjects are under a legal hold. $1 subject ids */
export const findHolds: Statement = {
  name: 'find-holds',
  text: `select subject_id from legal_holds where subject_id = any($1::uuid[])`,
};

/** Which of the subjects were erased. $1 lane, $2 subject ids */
export const findErased: Statement = {
  name: 'find-erased',
  text: `select subject_id from erased_subjects where lane = $1 and subject_id = any($2::uuid[])`,
};

/** Those of the identities that their subject still holds. $1 lane, $2 subject ids and $3 identity numbers, in pairs */
export const findHeldIdentities: Statement = {
  name: 'find-held-identities',
  text: `
    select ${identityColumns}
      from unnest($2::uuid[], $3::int[]) as wanted (subject_id, number)
     cross join lateral (
       select * from availability where lane = $1 and number = wanted.number and subject_id = wanted.subject_id
          and status in ('assigned', 'released') limit 1) a`,
};

/**
 * All identities that subjects still hold whose rows do not list all: one scan of the lane's open leases for all of these subjects,
 * because the lane waits meanwhile. $1 lane, $2 subject ids
 */
export const findAllHeldIdentities: Statement = {
  name: 'find-all-held-identities',
  text: `
    select ${identityColumns} from availability a
     where a.lane = $1 and a.subject_id = any($2::uuid[]) and a.status in ('assigned', 'released')`,
};

/** Keeps the first requester. $1 lane, $2 pool id, $3 kind, $4 reference, $5 when it is erased, $6 requesting person, $7 its client */
export const planErasure: Statement = {
  name: 'plan-erasure',
  text: `
    update subjects set erases_at = $5::timestamptz, erasure_asked_by = coalesce(erasure_asked_by, $6),
       erasure_client = case when erasure_asked_by is null then $7 else erasure_client end
     where lane = $1 and pool_id = $2 and kind = $3 and reference = $4`,
};

/**
 * The lane's time never goes back behind an erasure, which is no event: a lease that was over then could be prolonged otherwise, and
 * its holder has no name any more. $1 lane, $2 now
 */
export const keepTime: Statement = {
  name: 'keep-time',
  text: `update lanes set last_recorded_at = $2::timestamptz where lane = $1 and last_recorded_at < $2::timestamptz`,
};

/** $1 lane, $2 subject id, $3 now */
export const recordErasure: Statement = {
  name: 'record-erasure',
  text: `insert into erased_subjects (lane, subject_id, erased_at) values ($1, $2, $3::timestamptz) on conflict do nothing`,
};

/** $1 lane, $2 pool id, $3 kind, $4 reference */
export const deleteSubject: Statement = {
  name: 'delete-subject',
  text: `delete from subjects where lane = $1 and pool_id = $2 and kind = $3 and reference = $4`,
};

/** Notes the pool's WWSF, whose commands in Kafka can contain the reference. $1 lane, $2 pool id, $3 now */
export const noteCommands: Statement = {
  name: 'note-commands',
  text: `
    insert into commands_to_forget as c (wwsf_id, noted_at)
    select terms ->> 'wwsfId', $3::timestamptz from pools where lane = $1 and pool_id = $2
    on conflict (wwsf_id) do update set noted_at = greatest(c.noted_at, excluded.noted_at)`,
};

/** $1 seconds after which a note is settled */
export const readNotes: Statement = {
  name: 'read-notes',
  text: `
    select wwsf_id, ${milliseconds('noted_at')} as noted_at,
           noted_at <= allocator_clock() - make_interval(secs => $1) as settled
      from commands_to_forget order by wwsf_id`,
};

/** Keeps a note that was renewed meanwhile. $1 WWSF, $2 when it was noted */
export const deleteNote: Statement = {
  name: 'delete-note',
  text: `delete from commands_to_forget where wwsf_id = $1 and noted_at = $2::timestamptz`,
};
