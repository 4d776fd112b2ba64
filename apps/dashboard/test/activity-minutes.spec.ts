import { describe, expect, it } from '@jest/globals';
import { activityMinutes } from '../src/demand/activity-minutes.js';
import { minutesByStep } from '../src/pages/pool/minutes-by-step.js';

const until = Date.parse('2026-01-01T10:01:42.000Z');
const listed = [
  { minute: '2026-01-01T09:57:00.000Z', assigned: 3, released: 0, expired: 1, refused: 2 },
  { minute: '2026-01-01T10:00:00.000Z', assigned: 4, released: 1, expired: 0, refused: 5 },
  { minute: '2026-01-01T10:01:00.000Z', assigned: 9, released: 9, expired: 9, refused: 9 },
];

describe('the minutes of a plot', () => {
  const minutes = activityMinutes(listed, until, 6);

  it('are all that are over, also those without an event', () => {
    expect(minutes.map(({ minute, assigned }) => [minute.slice(11, 16), assigned])).toEqual([
      ['09:55', 0],
      ['09:56', 0],
      ['09:57', 3],
      ['09:58', 0],
      ['09:59', 0],
      ['10:00', 4],
    ]);
  });

  it('are added up by steps', () => {
    expect(minutesByStep(minutes, 4)).toEqual([
      {
        startSeconds: Date.parse('2026-01-01T09:55:00.000Z') / 1_000,
        assigned: 3,
        released: 0,
        expired: 1,
        refused: 2,
      },
      {
        startSeconds: Date.parse('2026-01-01T09:59:00.000Z') / 1_000,
        assigned: 4,
        released: 1,
        expired: 0,
        refused: 5,
      },
    ]);
  });
});
