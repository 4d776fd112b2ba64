import type { Statement } from '../../sql/statement.js';

export const readLaneHeads: Statement = {
  name: 'read-lane-heads',
  text: `select lane, position::float8 as position, hash, closed_because from lanes order by lane`,
};

/** The next events of a lane, up to about so many bytes of documents. $1 lane, $2 after position, $3 how many, $4 bytes */
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

/** The same without a bound of bytes, for who reads all. $1 lane, $2 after position, $3 how many */
export const readDocuments: Statement = {
  name: 'read-documents',
  text: `
    select position::float8 as position, document from events e
     where lane = $1 and position > $2 order by e.position limit $3`,
};

/** $1 lane, $2 why */
export const closeLane: Statement = {
  name: 'close-lane',
  text: `update lanes set closed_because = $2 where lane = $1 and closed_because is null`,
};
