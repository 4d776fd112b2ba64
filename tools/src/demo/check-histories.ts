import type { Instant } from '@allocator/domain';
import type { Violation } from '@allocator/testing';
import { checkChain, checkNoEarlyExpiry, checkOneHolder, checkTopicEqualsStore } from '@allocator/testing';
import type { KafkaConnection } from './kafka-connection.js';
import { readTopic } from './read-topic.js';
import type { Service } from './service.js';

/** One question about the histories, and what speaks against a yes. */
export interface Verdict {
  readonly question: string;
  readonly violations: readonly Violation[];
}

/**
 * Looks through the lanes from their first event on, with checkers that know nothing of how the service decides.
 * @param closedUntil leases whose bound is before this instant must be closed
 */
export async function checkHistories(
  service: Service,
  lanes: readonly number[],
  closedUntil: Instant,
  kafka: KafkaConnection | undefined,
  signal: AbortSignal,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly events: number }> {
  const histories = await readHistories(service, lanes);
  const verdict = (
    question: string,
    check: (lane: number, documents: readonly string[]) => readonly Violation[],
  ): Verdict => ({
    question,
    violations: [...histories].flatMap(([lane, documents]) => check(lane, documents)),
  });
  const verdicts = [
    verdict('the history is whole: no gap, no change, each hash right', checkChain),
    verdict('no two holders had one identity at a time', checkOneHolder),
    verdict('nothing ended early, and each lending is closed once', (lane, documents) =>
      checkNoEarlyExpiry(lane, documents, closedUntil),
    ),
  ];
  if (kafka !== undefined) verdicts.push(await checkTopic(service, kafka, histories, signal));
  const events = [...histories.values()].reduce((sum, { length }) => sum + length, 0);
  return { verdicts, events };
}

async function checkTopic(
  service: Service,
  { kafka, prefix }: KafkaConnection,
  histories: ReadonlyMap<number, readonly string[]>,
  signal: AbortSignal,
): Promise<Verdict> {
  const counts = new Map([...histories].map(([lane, documents]) => [lane, documents.length]));
  const topic = await readTopic(kafka, prefix, counts, signal);
  // The lanes may have gone on meanwhile, and with them the topic: what it has must be the beginning of the store.
  const later = await readHistories(service, [...histories.keys()]);
  const violations = [...histories].flatMap(([lane, { length }]) => {
    const published = topic.get(lane) ?? [];
    const stored = (later.get(lane) ?? []).slice(0, Math.max(length, published.length));
    return checkTopicEqualsStore(lane, stored, published);
  });
  return { question: 'the topic, read with read_committed, is the store byte for byte', violations };
}

async function readHistories(service: Service, lanes: readonly number[]): Promise<Map<number, string[]>> {
  return new Map(
    await Promise.all(lanes.map(async (lane): Promise<[number, string[]]> => [lane, await service.history(lane)])),
  );
}
