import type { LaneFigures } from '@allocator/application';
import type { Instant, Lane, Position } from '@allocator/domain';
import { expect, it } from '@jest/globals';
import { healthFiguresBodyOf } from '../src/features/health/health-figures-body-of.js';

const upToDate: LaneFigures = {
  lane: 6 as Lane,
  position: 42 as Position,
  isClosed: false,
  overdueMs: 0,
  projectedUpTo: 42 as Position,
  checkpoint: undefined,
  clockDifferenceMs: 0,
};
const lanesOf = (given: Partial<LaneFigures>) =>
  healthFiguresBodyOf({ lanes: [{ ...upToDate, ...given }], commands: undefined }).lanes;

it('lateness is in whole seconds, and lags are counted up to the last event', () => {
  const time = Date.UTC(2026, 0, 1, 9, 0, 0, 250) as Instant;
  const checkpoint = { position: 40 as Position, time };
  expect(lanesOf({ overdueMs: 61_500, projectedUpTo: 37 as Position, checkpoint })).toEqual([
    {
      lane: 6,
      expiryOverdueSeconds: 61,
      projectorLag: 5,
      checkpointLag: 2,
      checkpointAt: '2026-01-01T09:00:00.250Z',
    },
  ]);
});

it('without a checkpoint all events are unsigned', () => {
  expect(lanesOf({})).toEqual([
    { lane: 6, expiryOverdueSeconds: 0, projectorLag: 0, checkpointLag: 42, checkpointAt: null },
  ]);
});

it('a lag is not below zero if more was read meanwhile', () => {
  const checkpoint = { position: 44 as Position, time: 0 as Instant };
  expect(lanesOf({ projectedUpTo: 43 as Position, checkpoint })).toMatchObject([{ projectorLag: 0, checkpointLag: 0 }]);
});

it('commands are present only if they are known', () => {
  const commands = { waiting: 3, deadLetters: 1, failures: [] };
  expect(healthFiguresBodyOf({ lanes: [], commands })).toEqual({ lanes: [], commands });
  expect(healthFiguresBodyOf({ lanes: [], commands: undefined })).toEqual({ lanes: [] });
});
