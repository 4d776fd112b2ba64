import { expect } from '@jest/globals';
import { checkChain, checkNoEarlyExpiry, checkOneHolder, checkTopicEqualsStore } from '@allocator/testing';
import type { Acknowledged } from './assigning-load.js';

/** Expects that each lane has an unbroken hash chain, one holder of an identity at a time, and no early expiry. */
export function expectSoundHistory(store: readonly (readonly string[])[]): void {
  for (const [lane, documents] of store.entries()) {
    expect([lane, ...checkChain(lane, documents)]).toEqual([lane]);
    expect([lane, ...checkOneHolder(lane, documents)]).toEqual([lane]);
    expect([lane, ...checkNoEarlyExpiry(lane, documents)]).toEqual([lane]);
  }
}

/** Expects that each lane of the topic has the events of the store: each once, in order, byte for byte. */
export function expectTopicEqualsStore(
  store: readonly (readonly string[])[],
  topic: readonly (readonly string[])[],
): void {
  for (const [lane, documents] of store.entries()) {
    expect([lane, ...checkTopicEqualsStore(lane, documents, topic[lane] ?? [])]).toEqual([lane]);
  }
}

/** Expects that each acknowledged assignment is an event with its identity, and that no two are the same. */
export function expectAcknowledgedStored(
  store: readonly (readonly string[])[],
  acknowledged: readonly Acknowledged[],
): void {
  const stored = new Map(
    store.flat().map((document) => {
      const { id, type, subject } = JSON.parse(document) as { id: string; type: string; subject: string };
      return [id, `${type} ${subject}`];
    }),
  );
  const missing = acknowledged.filter(({ assignmentId, impi }) => stored.get(assignmentId) !== `Assigned ${impi}`);
  expect(missing).toEqual([]);
  expect(new Set(acknowledged.map(({ assignmentId }) => assignmentId)).size).toBe(acknowledged.length);
}
