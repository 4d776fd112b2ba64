import { milliseconds } from './milliseconds.js';

/** Columns of `subjects s`, as erasures read them. */
export const subjectColumns = `
  s.pool_id, s.kind, s.reference, s.subject_id, s.last_lent, s.also_lent, s.lent_more,
  ${milliseconds('s.erases_at')} as erases_at, s.erasure_asked_by, s.erasure_client`;
