import { createHash } from 'node:crypto';
import { genesisHash } from '@allocator/domain';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/** The members of a document that give its place. Any of them can be missing in a forged text. */
interface Place {
  readonly id?: unknown;
  readonly lane?: unknown;
  readonly position?: unknown;
  readonly previous?: unknown;
  readonly time?: unknown;
}

/**
 * No document was altered, removed, inserted or moved: positions count from 1 without a gap, ids are made of lane and
 * position, `previous` is the SHA-256 of the document before, and recorded times never go back.
 * @param documents all of a lane's documents, as stored, in order
 */
export function checkChain(lane: number, documents: readonly string[]): readonly Violation[] {
  const violations = new Violations(lane);
  let previous: string = genesisHash;
  let recordedAt = '';
  documents.forEach((document, index) => {
    const position = index + 1;
    const place = placeOf(document);
    if (place === undefined) violations.add(position, 'the document is not JSON');
    else {
      const expected = { lane, position, id: `${String(lane)}-${String(position)}`, previous };
      for (const [member, value] of Object.entries(expected)) {
        const found = place[member as keyof Place];
        if (found !== value)
          violations.add(position, `${member} is ${JSON.stringify(found)}, expected ${String(value)}`);
      }
      const time = String(place.time);
      // All times have one form and are UTC, so texts compare as times do.
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
