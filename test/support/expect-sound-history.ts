import { expect } from '@jest/globals';
import { checkChain, checkNoEarlyExpiry, checkOneHolder, checkTopicEqualsStore } from '@allocator/testing';
import type { Acknowledged } from './assigning-load.js';
import { auditAnswers } from './audit-answers.js';

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

/** The same while the service works: the topic may continue after what was read of the store. */
export function expectTopicHasStore(
  store: readonly (readonly string[])[],
  topic: readonly (readonly string[])[],
): void {
  expectTopicEqualsStore(
    store,
    topic.map((documents, lane) => documents.slice(0, store[lane]?.length)),
  );
}

/** Expects that each acknowledged assignment is stored, and that no identity was acknowledged twice for the same time. */
export function expectAcknowledgedStored(
  store: readonly (readonly string[])[],
  acknowledged: readonly Acknowledged[],
): void {
  const { lost, doubled } = auditAnswers(acknowledged, store);
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
}
