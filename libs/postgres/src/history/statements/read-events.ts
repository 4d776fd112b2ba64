import type { Statement } from '../../sql/statement.js';

/** The next events of a lane, up to a number of events and about a size of documents. $1 lane, $2 after position, $3 how many, $4 bytes */
export const readEvents: Statement = {
  name: 'read-events',
  text: `
    select position, document from (
      select position::float8 as position, document,
             sum(octet_length(document)) over (order by position) - octet_length(document) as bytes_before
        from (select position, document from events
               where lane = $1 and position > $2 order by position limit $3) next) bounded
     where bytes_before < $4 order by position`,
};
