import type { ProofFigures, ProofSpan } from '@allocator/application';
import { ExclusiveProof } from '@allocator/application';
import { exitCodes } from '../command/command-error.js';
import type { Output } from '../command/output.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';
import { SpilledRecords } from './spilled-records.js';

/** Reads every event to prove that no two holders had the same identity at the same time, and prints the figures. Returns the exit code. */
export async function proveExclusive(
  source: HistorySource,
  span: ProofSpan,
  signal: AbortSignal,
  output: Output,
): Promise<number> {
  const proof = new ExclusiveProof(span, () => new SpilledRecords());
  try {
    await readAll(source, proof, signal);
    const figures = await checkAll(proof, signal);
    output.document(figures);
    for (const line of linesOf(figures)) output.line(line);
    return isProven(figures) ? exitCodes.done : exitCodes.found;
  } finally {
    proof.close();
  }
}

async function readAll(source: HistorySource, proof: ExclusiveProof, signal: AbortSignal): Promise<void> {
  const lanes = await source.lanes();
  const total = lanes.reduce((all, { position }) => all + position, 0);
  const progress = new EventProgress('reading', total);
  try {
    for (const { lane } of lanes) {
      for await (const page of progress.counted(source.documents(lane, 0))) {
        signal.throwIfAborted();
        for (const event of page) proof.add(event);
      }
    }
  } finally {
    progress.end();
  }
}

async function checkAll(proof: ExclusiveProof, signal: AbortSignal): Promise<ProofFigures> {
  const progress = new EventProgress('checking', 0);
  let shown = 0;
  try {
    return await proof.figures((checked, of) => {
      signal.throwIfAborted();
      progress.grow(of);
      progress.add(checked - shown);
      shown = checked;
    });
  } finally {
    progress.end();
  }
}

/** False if a bound could not be checked. */
function isProven({ violations, boundsNotChecked }: ProofFigures): boolean {
  return violations.length === 0 && boundsNotChecked === 0;
}

const titles: Record<keyof Omit<ProofFigures, 'smallestGapMs' | 'violations' | 'violationsNotListed'>, string> = {
  events: 'events',
  identities: 'identities',
  assignments: 'assignments',
  endedByProof: 'ended early, proven',
  endedWithoutProof: 'ended early, no proof',
  boundsNotChecked: 'bounds not checked',
};

function linesOf(figures: ProofFigures): readonly string[] {
  const { violations, violationsNotListed, smallestGapMs } = figures;
  const line = (title: string, value: string): string => `${title.padEnd(24)} ${value}`;
  const found = violations.length + violationsNotListed;
  return [
    ...Object.entries(titles).map(([name, title]) =>
      line(title, figures[name as keyof typeof titles].toLocaleString('en-US')),
    ),
    line('smallest gap', smallestGapMs === undefined ? 'no second holder' : `${(smallestGapMs / 1_000).toFixed(3)} s`),
    line('violations', found.toLocaleString('en-US')),
    ...violations.map(({ lane, position, sentence }) => `${String(lane)}-${String(position)}: ${sentence}`),
    verdictOf(figures),
  ];
}

function verdictOf(figures: ProofFigures): string {
  if (figures.violations.length > 0) return 'NOT PROVEN: see the violations above';
  if (isProven(figures)) return 'no two holders had the same identity at the same time';
  return 'NOT PROVEN: profiles of the operator are missing from the events, so that bounds could not be checked';
}
