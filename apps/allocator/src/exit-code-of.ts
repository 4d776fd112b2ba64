import { UnusableTopicError } from '@allocator/application';
import {
  CannotDistributeError,
  LanesDifferError,
  SchemaBehindError,
  SchemaNewerError,
  ServiceRoleError,
  SessionRefusedError,
} from '@allocator/postgres';
import { KeysUnavailableError } from './http/access/issuer-keys.js';
import { KafkaSecretError } from './kafka/read-kafka-secrets.js';
import { MetricsPortError } from './metrics/metrics-server.js';
import { CheckpointKeyError } from './relay/checkpoint-key.js';

/** Errors that only the operator can correct: a restart alone does not help. */
const configurationErrors = [
  CannotDistributeError,
  LanesDifferError,
  SchemaBehindError,
  SchemaNewerError,
  ServiceRoleError,
  SessionRefusedError,
  UnusableTopicError,
  KeysUnavailableError,
  KafkaSecretError,
  CheckpointKeyError,
  MetricsPortError,
];

/** The exit code of a failed start: 2 for configuration errors, 1 for others. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return configurationErrors.some((known) => error instanceof known) ? 2 : 1;
}
