import type { ProofFigures, ProofSpan } from '@allocator/application';
import { ExclusiveProof } from '@allocator/application';
import { exitCodes } from '../exit-codes.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './source.js';

/** Folds every event to see that no two people held one identity at a time, and prints the figures. Returns the exit code. */
export async function proveExclusive(
  source: HistorySource,
  { isJson, ...span }: ProofSpan & { readonly isJson: boolean },
  tell: (line: string) => void,
): Promise<number> {
  const lanes = await source.lanes();
  const total = lanes.reduce((all, { position }) => all + position, 0);
  const progress = new EventProgress('proving', total);
  const proof = new ExclusiveProof(span);
  try {
    for (const { lane } of lanes) {
      for await (const page of progress.counted(source.documents(lane, 0))) for (const event of page) proof.add(event);
    }
  } finally {
    progress.end();
  }
  const figures = proof.figures();
  if (isJson) tell(JSON.stringify(figures));
  else for (const line of linesOf(figures)) tell(line);
  return figures.violations.length === 0 ? exitCodes.done : exitCodes.found;
}

function linesOf({ violations, violationsNotListed, smallestGapMs, ...counts }: ProofFigures): readonly string[] {
  const gap = smallestGapMs === undefined ? 'none was lent on' : `${(smallestGapMs / 1_000).toFixed(3)} s`;
  const found = violations.length + violationsNotListed;
  return [
    ...Object.entries(counts).map(([name, count]) => `${name.padEnd(24)} ${count.toLocaleString('en-US')}`),
    `${'smallest gap'.padEnd(24)} ${gap}`,
    `${'violations'.padEnd(24)} ${found.toLocaleString('en-US')}`,
    ...violations.map(({ lane, position, sentence }) => `${String(lane)}-${String(position)}: ${sentence}`),
    found === 0 ? 'no two people held one identity at a time' : 'TWO PEOPLE HELD ONE IDENTITY: see above',
  ];
}
