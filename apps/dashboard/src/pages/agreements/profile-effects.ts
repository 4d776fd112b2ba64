import type { TermsPreview } from '../../terms/terms-preview.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import type { LiveAssignments } from './live-assignments.js';

export interface ProfileEffects {
  /** In sentences; none if nothing changes for an agreement or an assignment. */
  readonly sentences: readonly string[];
  /** Agreements that assign now and would not. */
  readonly stopping: readonly string[];
}

/** Named at most; the table shows the others. */
const namedMax = 10;

/** What setting an operator's profile moves and stops. */
export function profileEffects(
  { agreements, raisedSeconds, isLowered }: TermsPreview,
  live: ReadonlyMap<string, LiveAssignments>,
): ProfileEffects {
  const stopping = agreements.filter(({ change }) => change === 'stops').map(({ agreement }) => agreement.agreementId);
  const starting = agreements.filter(({ change }) => change === 'starts').map(({ agreement }) => agreement.agreementId);
  const assignments = [...live.values()].reduce((sum, each) => sum + each.assignments, 0);
  const sentences: string[] = [];
  if (raisedSeconds > 0) {
    sentences.push(
      assignments === 0
        ? `A raise by ${formatSeconds(raisedSeconds)}. No assignment is live, so no bound moves.`
        : `Moves the bounds of up to ${formatCount(assignments)} live assignments later, by ${formatSeconds(raisedSeconds)} at most.`,
      'Raise it here first, then in the IMS.',
    );
  }
  if (isLowered) {
    sentences.push(
      'What is lowered applies to new assignments alone: live ones keep their bounds.',
      'Lower it in the IMS first, then here.',
    );
  }
  if (stopping.length > 0) sentences.push(`Stops ${listed(stopping)}: their pools assign and prolong nothing.`);
  if (starting.length > 0) sentences.push(`${listed(starting)} can assign again.`);
  return { sentences, stopping };
}

function listed(ids: readonly string[]): string {
  const named = ids.slice(0, namedMax).join(', ');
  const others = ids.length - namedMax;
  const count = `${formatCount(ids.length)} ${ids.length === 1 ? 'agreement' : 'agreements'}`;
  return `${count} (${others > 0 ? `${named} and ${formatCount(others)} more` : named})`;
}
