import type { Violation } from '@allocator/testing';

/** A question about a run, and the violations found. */
export interface Verdict {
  readonly question: string;
  readonly violations: readonly string[];
}

const violationsShownMax = 5;

export function sentencesOf(violations: readonly Violation[]): string[] {
  return violations.map(({ lane, position, sentence }) => `${lane}-${position}: ${sentence}`);
}

/** Prints the verdicts and whether the promises were kept. Returns the exit code. */
export function printVerdicts(verdicts: readonly Verdict[]): number {
  for (const { question, violations } of verdicts) {
    console.log(`- ${question}: ${violations.length === 0 ? 'yes' : `NO, ${violations.length} violations`}`);
    for (const violation of violations.slice(0, violationsShownMax)) console.log(`    ${violation}`);
  }
  const isProven = verdicts.every(({ violations }) => violations.length === 0);
  console.log(isProven ? 'the service has kept its promises' : 'THE SERVICE HAS BROKEN A PROMISE');
  return isProven ? 0 : 1;
}
