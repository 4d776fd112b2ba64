import { laneWise } from '../../sql/lane-wise.js';

/**
 * Each position is probed by itself, as in `find-commands`. By ctid: if another process has marked a row meanwhile, it is marked. $1 lanes,
 * $2 positions
 */
export const markPublished = laneWise(
  'mark-published',
  ({ lane, rows, andOfLane }) => `
    update checkpoints set published = true
      from ${rows({ position: 'bigint' })}
     cross join lateral (select ctid from checkpoints where lane = ${lane} and position = wanted.position limit 1) found
     where checkpoints.ctid = found.ctid${andOfLane('checkpoints')}`,
);
