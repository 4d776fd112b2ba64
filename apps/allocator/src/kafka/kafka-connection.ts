import { once } from 'node:events';
import { UnusableTopicError, closeLanesBehind } from '@allocator/application';
import type { EventReader, LaneCloser } from '@allocator/application';
import {
  KafkaPublishedCheckpoints,
  TopicNames,
  TopicSettings,
  checkpointsTopic,
  createKafka,
  requireHistoryKept,
  ensureAllTopics,
  eventsTopic,
  authenticationFailure,
} from '@allocator/kafka';
import type { Kafka } from '@allocator/kafka';
import type { WwsfId } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { Config } from '../config/config.js';
import { readKafkaSecrets } from './read-kafka-secrets.js';

/** A Kafka that does not answer must not delay the start. */
const lookMsMax = 5_000;

/** Undefined where the process works without Kafka. */
export const KAFKA_CONNECTION = Symbol('KafkaConnection');

export interface KafkaConnection {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  readonly settings: TopicSettings;
}

/**
 * Connects to Kafka, creates missing topics, and closes lanes whose store is behind the published events.
 * Throws `UnusableTopicError` if a topic's partitions differ from the lanes or its settings would lose history, and
 * `KafkaSecretError`. If Kafka does not answer, or refuses this service, the process starts all the same: every role retries.
 */
export async function connectKafka(
  { kafka: configured, lanes, roles }: Config,
  wwsfIds: readonly WwsfId[],
  store: EventReader & LaneCloser,
  log: Log,
): Promise<KafkaConnection | undefined> {
  if (configured === undefined) {
    log.info({ code: 'kafka-off' }, 'Kafka is off: events stay in the store until brokers are configured');
    return undefined;
  }
  const secrets = await readKafkaSecrets(configured);
  const kafka = createKafka({ brokers: configured.brokers, clientId: 'ims-identity-allocator', ...secrets }, log);
  const names = new TopicNames(configured.topicPrefix);
  const settings = new TopicSettings(log);
  const history = [eventsTopic(names, lanes), ...(roles.has('relay') ? [checkpointsTopic(names, lanes)] : [])];
  try {
    await ensureAllTopics(kafka, names, lanes, wwsfIds);
    await requireHistoryKept(kafka, settings, history);
    await closeLanesBehindTopic(kafka, names, store, log);
  } catch (error) {
    if (error instanceof UnusableTopicError) throw error;
    logFailure(error, log);
  }
  return { kafka, names, lanes, settings };
}

/** Compares the store with the published events before anything is decided. Throws if Kafka does not answer in time: the relay then compares later. */
async function closeLanesBehindTopic(
  kafka: Kafka,
  names: TopicNames,
  store: EventReader & LaneCloser,
  log: Log,
): Promise<void> {
  const tooLate = AbortSignal.timeout(lookMsMax);
  await Promise.race([
    closeLanesBehind(store, new KafkaPublishedCheckpoints(kafka, names), log),
    once(tooLate, 'abort').then(() => Promise.reject(new Error(`no answer within ${String(lookMsMax)} ms`))),
  ]);
}

function logFailure(error: unknown, log: Log): void {
  const refused = authenticationFailure(error);
  if (refused !== undefined) {
    log.error(
      { code: 'kafka-refused', reason: refused },
      'Kafka refuses this service, or is not trusted by it: assignments continue, events are published when the connection succeeds',
    );
    return;
  }
  log.warn(
    { code: 'kafka-unavailable', err: error },
    'Kafka does not answer: assignments continue, events are published when it does',
  );
}
