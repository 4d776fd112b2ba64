import { milliseconds } from './milliseconds.js';

/** Columns of `subjects s`, as erasures read them. */
export const subjectColumns = `
  s.pool_id, s.kind, s.reference, s.subject_id, s.last_identity, s.earlier_identities, s.has_more_identities,
  ${milliseconds('s.erases_at')} as erases_at, s.erasure_requested_by, s.erasure_client`;
