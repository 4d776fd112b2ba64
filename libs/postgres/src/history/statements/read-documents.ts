import type { Statement } from '../../sql/statement.js';

/** Like `readEvents` without a limit of bytes, to read a whole history. $1 lane, $2 after position, $3 how many */
export const readDocuments: Statement = {
  name: 'read-documents',
  text: `
    select position::float8 as position, document from events e
     where lane = $1 and position > $2 order by e.position limit $3`,
};
