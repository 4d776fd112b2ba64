import type { Statement } from '../../sql/statement.js';

/** Keeps the first requester. $1 lane, $2 pool id, $3 kind, $4 reference, $5 when it is erased, $6 requesting person, $7 its client */
export const planErasure: Statement = {
  name: 'plan-erasure',
  text: `
    update subjects set erases_at = $5::timestamptz, erasure_requested_by = coalesce(erasure_requested_by, $6),
       erasure_client = case when erasure_requested_by is null then $7 else erasure_client end
     where lane = $1 and pool_id = $2 and kind = $3 and reference = $4`,
};
