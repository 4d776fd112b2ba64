import { describe, expect, it } from '@jest/globals';
import { parseRedisBenchmark } from './parse-redis-benchmark.js';

const output = `"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
"EVALSHA edb0 2 free held user-__rand_int__","59347.18","1.006","0.344","1.007","1.327","2.015","6.407"
`;

describe('the report of redis-benchmark', () => {
  it('has its figures under their names', () => {
    expect(parseRedisBenchmark(output)).toEqual({ perSecond: 59_347.18, p50Ms: 1.007, p99Ms: 2.015 });
  });

  it('is refused without them', () => {
    expect(() => parseRedisBenchmark('Error from server: exhausted\n')).toThrow(/no rps.*exhausted/s);
  });
});
