import type { KafkaConfig } from 'kafkajs';
import { randomBytes } from 'node:crypto';

/** The user that a client connects as. */
export interface KafkaUser {
  readonly trust: Pick<KafkaConfig, 'ssl' | 'sasl'>;
  /** What the names of its consumer groups begin with. */
  readonly groups: string;
}

/** For a broker without authentication. */
export const anybody: KafkaUser = { trust: {}, groups: 'test-' };

/** A consumer group that no other consumer is in. */
export function groupOf({ groups }: KafkaUser): string {
  return groups + randomBytes(5).toString('hex');
}
