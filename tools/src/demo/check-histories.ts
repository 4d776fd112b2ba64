import type { Instant } from '@allocator/domain';
import {
  type Violation,
  checkChain,
  checkNoEarlyExpiry,
  checkOneHolder,
  checkTopicEqualsStore,
} from '@allocator/testing';
import type { Kafka } from 'kafkajs';
import { type ServiceClient, readTopic } from '@allocator/local';
import { type Verdict, sentencesOf } from '../report/verdict.js';

/** Documents by lane. */
type Histories = ReadonlyMap<number, readonly string[]>;

/**
 * Checks the lanes from their first event, with checkers that are independent of the service's rules.
 * @param closedUntil leases whose bound is before this instant must be closed
 * @param topic undefined: Kafka is off
 */
export async function checkHistories(
  auditor: ServiceClient,
  lanes: readonly number[],
  closedUntil: Instant,
  topic: { readonly kafka: Kafka; readonly prefix: string } | undefined,
  signal: AbortSignal,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly events: number }> {
  const histories = await readHistories(auditor, lanes);
  const verdict = (
    question: string,
    check: (lane: number, documents: readonly string[]) => readonly Violation[],
  ): Verdict => ({
    question,
    violations: sentencesOf([...histories].flatMap(([lane, documents]) => check(lane, documents))),
  });
  const verdicts = [
    verdict('the history is complete: no gaps, no changes, every hash valid', checkChain),
    verdict('no two holders had the same identity at the same time', checkOneHolder),
    verdict('no lease ended early, and each is closed once', (lane, documents) =>
      checkNoEarlyExpiry(lane, documents, closedUntil),
    ),
  ];
  if (topic !== undefined) {
    const published = await readPublished(topic.kafka, `${topic.prefix}.events`, histories, signal);
    // Lanes may have grown meanwhile, and with them the topic: it must be the beginning of the store.
    const later = await readHistories(auditor, lanes);
    verdicts.push(
      verdict('the topic, read with read_committed, equals the store byte for byte', (lane, { length }) => {
        const values = published[lane] ?? [];
        return checkTopicEqualsStore(lane, (later.get(lane) ?? []).slice(0, Math.max(length, values.length)), values);
      }),
    );
  }
  return { verdicts, events: [...histories.values()].flat().length };
}

function readPublished(kafka: Kafka, topic: string, histories: Histories, signal: AbortSignal): Promise<string[][]> {
  const isEnough = (values: readonly (readonly string[])[]): boolean =>
    [...histories].every(([lane, { length }]) => (values[lane]?.length ?? 0) >= length);
  return readTopic(kafka, topic, { partitions: [...histories.keys()], isEnough, signal });
}

async function readHistories(auditor: ServiceClient, lanes: readonly number[]): Promise<Histories> {
  return new Map(await Promise.all(lanes.map(async (lane) => [lane, await auditor.history(lane)] as const)));
}
