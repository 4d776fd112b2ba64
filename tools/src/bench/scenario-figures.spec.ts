import { describe, expect, it } from '@jest/globals';
import { figuresTable } from './figures-table.js';
import { scenarioFigures, serviceMemoryMb, spreadOf, verdicts } from './scenario-figures.js';
import { type Extra, latencyHistogram, type RoundResult } from './load.js';
import type { Scenario } from './scenario.js';

function figuresOf(name: string, rates: readonly number[], extra: Extra = {}, maxMb = 100) {
  const scenario = { name, does: '', answer: '', unit: 'assignments' } as Scenario;
  const rounds = rates.map((count): RoundResult => {
    const memory = { maxMb, growthMb: 0 };
    return { count, seconds: 1, latencyUs: latencyHistogram(), cpuUs: undefined, memory, walBytes: 0, extra };
  });
  return scenarioFigures(scenario, rounds);
}

describe('a verdict', () => {
  it('compares rates round by round, so that a slow minute of the machine meets both', () => {
    const figures = [figuresOf('batch', [10, 40, 30]), figuresOf('limit', [20, 80, 100])];
    const [verdict] = verdicts([{ of: 'batch', per: 'limit', atLeast: 0.5 }], figures);
    expect(verdict).toMatchObject({ value: { median: 0.5, min: 0.3, max: 0.5 }, isReached: true });
  });

  it('compares what ran once with the middle of what ran often', () => {
    const figures = [figuresOf('storm', [30]), figuresOf('limit', [50, 100, 200])];
    expect(verdicts([{ of: 'storm', per: 'limit', atLeast: 0.35 }], figures)).toMatchObject([
      { value: { median: 0.3 }, isReached: false },
    ]);
  });

  it('takes a bound from above as excluded, one from below as included', () => {
    const figures = [figuresOf('mixed', [1], { late: 250, share: 0.8 })];
    const targets = [
      { of: 'mixed.late', below: 250 },
      { of: 'mixed.share', atLeast: 0.8 },
    ];
    expect(verdicts(targets, figures).map(({ isReached }) => isReached)).toEqual([false, true]);
  });

  it('looks at the most memory of any scenario', () => {
    const figures = [figuresOf('batch', [1], {}, 200), figuresOf('kafka', [1], {}, 360)];
    expect(verdicts([{ of: serviceMemoryMb, below: 350 }], figures)).toMatchObject([
      { value: { median: 360 }, isReached: false },
    ]);
  });

  it('without a bound compares', () => {
    const figures = [figuresOf('wrk', [4]), figuresOf('redis', [40])];
    expect(verdicts([{ of: 'wrk', per: 'redis' }], figures)).toMatchObject([
      { value: { median: 0.1 }, isReached: true },
    ]);
    expect(figuresTable(figures, verdicts([{ of: 'wrk', per: 'redis' }], figures))).toMatch(
      /^wrk \/ redis +0\.10 +0\.10\.\.0\.10 +to compare$/m,
    );
  });

  it('is not given where a scenario was not run', () => {
    const targets = [{ of: 'batch', per: 'limit' }, { of: 'mixed.late' }, { of: 'limit.unknown' }];
    expect(verdicts(targets, [figuresOf('limit', [1])])).toEqual([]);
  });
});

describe('the spread of rounds', () => {
  it('has the middle one as its median, or the mean of the two middle ones', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
});
