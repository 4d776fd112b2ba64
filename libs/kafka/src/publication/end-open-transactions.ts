import type { Lane } from '@allocator/domain';
import type { Admin, Producer } from 'kafkajs';
import { type RetryWhile, retryWhile } from '../client/retry-while.js';
import { baseOffsetOf } from './base-offset-of.js';
import { offsetsOfLane } from './offsets-of-lane.js';
import { withTransactionTimeout } from './with-transaction-timeout.js';

/** The marker that ends a transaction is not in the partition yet. */
class TransactionOpenError extends Error {
  override readonly name = 'TransactionOpenError';
  override readonly message = 'Kafka has not written the end of a transaction into the partition';
}

/** For 5 seconds; it takes milliseconds. */
const transactionOpen: RetryWhile = {
  isTemporary: (error) => error instanceof TransactionOpenError,
  everyMs: 5,
  timesMax: 1_000,
};

/**
 * Writes a record and aborts it. The abort marker also aborts whatever an earlier publisher has left open in the partition.
 *
 * Needed because Kafka 4.3 records a transaction as ended without writing its marker if the partition has no leader at that moment;
 * the next commit with the same transactional id would then publish records that were aborted.
 * @returns the offset of the record: where the partition ended before
 * @throws Error if Kafka does not end the transaction in time
 */
export async function endOpenTransactions(
  producer: Producer,
  admin: Admin,
  topic: string,
  lane: Lane,
): Promise<number> {
  const transaction = await producer.transaction();
  const sendAndAbort = async (): Promise<number> => {
    const sent = await transaction.send({ topic, messages: [{ key: null, value: null }] });
    await transaction.abort();
    return baseOffsetOf(sent);
  };
  const offset = await withTransactionTimeout(sendAndAbort());
  // For a reader of committed records the partition ends before the first record of an open transaction.
  await retryWhile(transactionOpen, async () => {
    if ((await offsetsOfLane(admin, topic, lane)).high <= offset) throw new TransactionOpenError();
  });
  return offset;
}
