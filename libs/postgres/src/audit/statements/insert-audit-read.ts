import type { Statement } from '../../sql/statement.js';

/** $1 reader, $2 client, $3 what, $4 parameters, $5 reason */
export const insertAuditRead: Statement = {
  name: 'insert-audit-read',
  text: `insert into audit_reads (reader, client, what, parameters, reason) values ($1, $2, $3, $4, $5)`,
};
