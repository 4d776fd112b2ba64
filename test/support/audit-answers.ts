import { decodeEvent } from '@allocator/domain';
import type { Acknowledged } from './assigning-load.js';

/** What the clients' answers and the store contradict each other in. */
interface Contradictions {
  /** Acknowledged assignments that are not in the store, or are those of another command or identity there. */
  readonly lost: readonly Acknowledged[];
  /** Identities that were acknowledged to two clients for the same time, and commands that were decided twice. */
  readonly doubled: readonly string[];
  /** For the report. */
  readonly figures: string;
}

/**
 * Compares what clients were answered with the store. That no identity was assigned twice is seen in the answers alone, so it is found also
 * where the store has forgotten one of the two.
 * @param store documents by lane
 */
export function auditAnswers(
  acknowledged: readonly Acknowledged[],
  store: readonly (readonly string[])[],
): Contradictions {
  const assigned = store.flat().flatMap((document) => {
    const event = decodeEvent(document);
    return event.type === 'Assigned' ? [event.data] : [];
  });
  const stored = new Map(assigned.map((data) => [data.assignmentId as string, data]));
  const lost = acknowledged.filter(({ assignmentId, commandId, impi }) => {
    const data = stored.get(assignmentId);
    return data?.commandId !== commandId || data.impi !== impi;
  });
  const doubled = [
    ...overlapping(acknowledged),
    ...repeated(assigned.map(({ commandId }) => commandId)).map((commandId) => `${commandId} was decided twice`),
  ];
  const figures = [`${String(acknowledged.length)} acknowledged`, `${String(lost.length)} lost`].join(', ');
  return { lost, doubled, figures: `${figures}, ${String(doubled.length)} doubled` };
}

/** Answers that give an identity away before the bound of the answer before. */
function overlapping(acknowledged: readonly Acknowledged[]): readonly string[] {
  const latest = new Map<string, Acknowledged>();
  // Instants of one form compare as texts do.
  return acknowledged
    .toSorted((one, other) => (one.assignedAt < other.assignedAt ? -1 : 1))
    .flatMap((answer) => {
      const before = latest.get(answer.impi);
      latest.set(answer.impi, answer);
      if (before === undefined || before.reassignableAt <= answer.assignedAt) return [];
      return [`${answer.impi}: ${before.assignmentId} until ${before.reassignableAt}, ${answer.assignmentId} before`];
    });
}

function repeated(values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
