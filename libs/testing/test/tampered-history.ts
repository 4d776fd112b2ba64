import type { Identity } from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import { LaneScenario, alice, assign, impi, indicate, newYear, prolong, release } from '@allocator/testing';

/** An event document that can be changed. */
export interface Document {
  id: string;
  type: string;
  time: string;
  lane: number;
  position: number;
  previous: string;
  data: Record<string, unknown>;
}

/** A lane as the real executor wrote it: leases are released, prolonged, indicated, lapse, and their identities are assigned again. */
export async function goodHistory(): Promise<{ documents: readonly string[]; identities: readonly Identity[] }> {
  const scenario = await LaneScenario.given(3, { quarantineSeconds: 5 });
  await scenario.batch(assign(1), assign(2), assign(3, { subject: alice() }));
  await scenario.at(10);
  await scenario.batch(release(4, '0-4'), indicate(5, impi(2), 1), prolong(6, '0-6'));
  await scenario.at(20);
  await scenario.batch(assign(7), prolong(11, '0-6'));
  await (
    await scenario.at(3_020)
  ).when(indicate(8, impi(3), 1, { tokenRefused: false, indicatedAt: plusSeconds(newYear, 3_020) }));
  await scenario.at(3_605);
  await scenario.batch(assign(9), assign(10));
  await scenario.at(20_000);
  await scenario.batch({ type: 'ExpireDue', countMax: 10 });
  return { documents: await scenario.on.documents(), identities: await scenario.on.identities() };
}

/** A copy with the nth event of a type changed; the first is 0, the last -1. */
export function changed(
  documents: readonly string[],
  type: string,
  nth: number,
  change: (document: Document) => void,
): string[] {
  const position = positionOf(documents, type, nth);
  return documents.map((document, index) => {
    if (index !== position - 1) return document;
    const copy = read(document);
    change(copy);
    return JSON.stringify(copy);
  });
}

/** A copy without the nth event of a type; all later events keep their positions. */
export function without(documents: readonly string[], type: string, nth: number): string[] {
  const position = positionOf(documents, type, nth);
  return documents.filter((_, index) => index !== position - 1);
}

/** A document that revokes the lease of the nth event of a type, for checkers that ignore position and chain. */
export function revocation(documents: readonly string[], type: string, nth: number): string {
  const copy = read(documents[positionOf(documents, type, nth) - 1] ?? '');
  const data = { ...copy.data, quarantineSeconds: 0, reason: 'abuse' };
  return JSON.stringify({ ...copy, type: 'IdentityRevoked', data });
}

/** Throws if the history has no such event: tampering with nothing would prove nothing. */
export function positionOf(documents: readonly string[], type: string, nth: number): number {
  const found = documents
    .map(read)
    .filter((document) => document.type === type)
    .at(nth);
  if (found === undefined) throw new Error(`the history has no ${type} number ${String(nth)}`);
  return found.position;
}

export function read(document: string): Document {
  return JSON.parse(document) as Document;
}
