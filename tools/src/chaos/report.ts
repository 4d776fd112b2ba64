import type { Verdict } from './check.js';
import type { Injected } from './inject-faults.js';
import type { Ledger } from './ledger.js';

/** Of one question's violations, so many are shown. */
const shownMax = 5;

export function reportOf(injected: Injected, ledger: Ledger, verdicts: readonly Verdict[], events: number): string {
  const count = (counts: Verdict['counts']): number =>
    verdicts.filter((verdict) => verdict.counts === counts).reduce((sum, { violations }) => sum + violations.length, 0);
  const silence = ledger.longestSilenceMs;
  const faults = [...injected].map(([name, times]) => `${name} ${times}`).join(', ');
  return [
    `faults        ${faults}`,
    `operations    ${ledger.entries.size} commands, ${ledger.answered} acknowledged; ${events} events`,
    `lost          ${count('lost')}`,
    `doubled       ${count('doubled')}`,
    `early         ${count('early')}`,
    `topic         ${count('topic') === 0 ? 'equals the store' : `${count('topic')} differences`}`,
    `unavailable   at longest ${seconds(silence.HTTP)} over HTTP, ${seconds(silence.Kafka)} over Kafka`,
    ...verdicts.flatMap(linesOf),
  ].join('\n');
}

function linesOf({ question, violations }: Verdict): string[] {
  if (violations.length === 0) return [`- ${question}: yes`];
  return [
    `- ${question}: NO, ${violations.length} violations`,
    ...violations.slice(0, shownMax).map((violation) => `    ${violation}`),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
