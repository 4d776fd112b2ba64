import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** $1 after id, $2 how many */
export const readAuditReads: Statement = {
  name: 'read-audit-reads',
  text: `
    select id::float8 as id, ${milliseconds('read_at')} as read_at, reader, client, what, parameters, reason
      from audit_reads r where id > $1 order by r.id limit $2`,
};
