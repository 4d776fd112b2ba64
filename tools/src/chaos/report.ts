import type { ChaosVerdict } from './check-remains.js';
import type { Injected } from './inject-faults.js';
import type { Ledger } from './ledger.js';

/** The figures of a run. */
export function report(
  injected: Injected,
  ledger: Ledger,
  verdicts: readonly ChaosVerdict[],
  events: number,
): readonly string[] {
  const count = (counts: ChaosVerdict['counts']): number =>
    verdicts.filter((verdict) => verdict.counts === counts).flatMap(({ violations }) => violations).length;
  const { HTTP, Kafka } = ledger.longestSilenceMs;
  return [
    `faults        ${[...injected].map(([name, times]) => `${name} ${times}`).join(', ')}`,
    `operations    ${ledger.entries.size} commands, ${ledger.answeredCount} acknowledged; ${events} events`,
    `lost          ${count('lost')}`,
    `doubled       ${count('doubled')}`,
    `early         ${count('early')}`,
    `topic         ${count('topic') === 0 ? 'equals the store' : `${count('topic')} differences`}`,
    `unavailable   at longest ${(HTTP / 1_000).toFixed(1)} s over HTTP, ${(Kafka / 1_000).toFixed(1)} s over Kafka`,
  ];
}
