import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsProduceV3 from 'kafkajs/src/protocol/requests/produce/v3/request.js';
import { crc32c } from '../src/produce/crc32c.js';
import { type ProduceRequest, encodeProduce } from '../src/produce/encode-produce.js';
import type { ProducedRecord } from '../src/produce/record-batch.js';

const kafkajsEncoder = kafkajsProduceV3 as (request: ProduceRequest) => {
  encode(): Promise<{ readonly buffer: Buffer }>;
};

const request: ProduceRequest = {
  acks: -1,
  timeout: 30_000,
  compression: 0,
  transactionalId: 'prefix.0',
  producerId: '4003',
  producerEpoch: 2,
  topicData: [],
};

const requestOf = (messages: readonly ProducedRecord[]): ProduceRequest => ({
  ...request,
  topicData: [{ topic: 'topic', partitions: [{ partition: 3, firstSequence: 70_000, messages }] }],
});

beforeEach(() => {
  jest.useFakeTimers({ now: 1_795_000_000_123 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a produce request', () => {
  const headers = { 'content-type': 'application/json' };
  it.each<[string, ProduceRequest]>([
    ['a record', requestOf([{ key: 'key', value: 'value' }])],
    ['no key and no value', requestOf([{ key: null, value: null }, { value: 'value' }])],
    ['an empty key and an empty value', requestOf([{ key: '', value: '' }])],
    ['bytes', requestOf([{ key: Buffer.from([0, 255]), value: Buffer.from([128, 1]) }])],
    ['characters of one to four bytes', requestOf([{ key: 'é', value: 'aé€😀' }])],
    ['a lone surrogate', requestOf([{ key: '\ud800', value: 'x\udc00y' }])],
    ['headers', requestOf([{ value: 'a', headers }, { value: 'b', headers }, { value: 'c' }, { value: 'd', headers }])],
    ['other headers', requestOf([{ value: 'a', headers: { é: ['1', Buffer.from('2')], other: '' } }])],
    [
      'lengths and offsets that take one to four bytes',
      requestOf([63, 64, 8_191, 8_192, 1_048_575, 1_048_576].map((length) => ({ value: 'x'.repeat(length) }))),
    ],
    ['20,000 records', requestOf(Array.from({ length: 20_000 }, (_, n) => ({ key: String(n), value: 'x' })))],
    [
      'several topics and partitions',
      {
        ...request,
        topicData: ['é', 'b'].map((topic) => ({
          topic,
          partitions: [0, 5].map((partition) => ({ partition, firstSequence: 0, messages: [{ value: topic }] })),
        })),
      },
    ],
    ['no topic', request],
  ])('with %s has the bytes that kafkajs writes', async (_, given) => {
    const { buffer } = await kafkajsEncoder(given).encode();
    expect(encodeProduce(given).equals(buffer)).toBe(true);
  });

  it('without a transaction has the bytes that kafkajs writes', async () => {
    const { transactionalId: _, ...given } = { ...requestOf([{ value: 'value' }]), producerId: -1, producerEpoch: 0 };
    const { buffer } = await kafkajsEncoder(given).encode();
    expect(encodeProduce(given).equals(buffer)).toBe(true);
  });
});

describe('the checksum of a batch', () => {
  it('is CRC-32C (check value of RFC 3720, appendix B.4)', () => {
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });

  it('counts every byte of a part of a buffer, whatever its length', () => {
    const bytes = Buffer.from(Array.from({ length: 64 }, (_, n) => n * 7));
    const parts = Array.from({ length: 40 }, (_, length) => bytes.subarray(3, 3 + length));
    expect(new Set(parts.map((part) => crc32c(part))).size).toBe(parts.length);
  });
});
