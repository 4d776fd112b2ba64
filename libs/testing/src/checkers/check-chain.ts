import { createHash } from 'node:crypto';
import { genesisHash } from '@allocator/domain';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/** The members of a document that say where it stands; any of them may be missing in a text that somebody else wrote. */
interface Place {
  readonly id?: unknown;
  readonly lane?: unknown;
  readonly position?: unknown;
  readonly previous?: unknown;
  readonly time?: unknown;
}

/**
 * Nothing was altered, left out, put in or moved: positions without a gap from 1, ids that say lane and position,
 * `previous` the SHA-256 of the bytes before, and recorded times that never go back.
 * @param documents all of a lane's documents, as stored, in order
 */
export function checkChain(lane: number, documents: readonly string[]): readonly Violation[] {
  const violations = new Violations(lane);
  let previous: string = genesisHash;
  let recordedAt = '';
  documents.forEach((document, index) => {
    const position = index + 1;
    const place = placeOf(document);
    if (place === undefined) violations.add(position, 'is not JSON');
    else {
      const expected = { lane, position, id: `${String(lane)}-${String(position)}`, previous };
      for (const [member, value] of Object.entries(expected)) {
        const found = place[member as keyof Place];
        if (found !== value) violations.add(position, `${member} is ${JSON.stringify(found)}, not ${String(value)}`);
      }
      const time = String(place.time);
      // Of one form and all in UTC, so that their order is the texts' order.
      if (time < recordedAt)
        violations.add(position, `recorded at ${time}, before the event before it (${recordedAt})`);
      recordedAt = time;
    }
    previous = createHash('sha256').update(document).digest('hex');
  });
  return violations.found;
}

function placeOf(document: string): Place | undefined {
  try {
    const value: unknown = JSON.parse(document);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
