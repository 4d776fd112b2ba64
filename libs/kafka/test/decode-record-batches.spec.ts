import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { batchBytesMax, batchRecordsMax, decodeRecordBatches } from '../src/fetch/decode-record-batches.js';
import { unreadableBatchOf } from '../src/fetch/unreadable-batch.js';
import { rawBatch, rawRecords } from './raw-batch.js';

const value = Buffer.from('value');
const one = rawRecords([{ value }]);
const smallest = rawRecords([{ value: null }]);

const unreadableIn = async (bytes: Buffer) =>
  (await decodeRecordBatches(bytes)).map((record) => unreadableBatchOf(record));

describe('the records of a fetch', () => {
  it('have their keys, values, headers, offsets and producer', async () => {
    const headers = [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ] as const;
    const records = rawRecords([{ key: Buffer.from('key'), value, headers }, { value: null }]);
    const bytes = Buffer.concat([
      rawBatch({ firstOffset: 7, records, count: 2 }),
      rawBatch({ firstOffset: 9, codec: 1, records: gzipSync(one), count: 1 }),
    ]);
    expect(await decodeRecordBatches(bytes)).toMatchObject([
      {
        offset: '7',
        key: Buffer.from('key'),
        value,
        headers: { a: [Buffer.from('1'), Buffer.from('3')], b: Buffer.from('2') },
        isControlRecord: false,
        batchContext: { producerId: '-1', inTransaction: false },
      },
      { offset: '8', key: null, value: null, headers: {} },
      { offset: '9', key: null, value },
    ]);
  });

  it('do not include an incomplete batch at the end', async () => {
    const batch = rawBatch({ records: one, count: 1 });
    for (const kept of [0, 10, 30, batch.length - 1]) {
      const bytes = Buffer.concat([batch, rawBatch({ firstOffset: 1, records: one, count: 1 }).subarray(0, kept)]);
      expect((await decodeRecordBatches(bytes)).map(({ offset }) => offset)).toEqual(['0']);
    }
  });

  it('are limited: further batches are left for the next fetch', async () => {
    const large = rawRecords([{ value: Buffer.alloc(700_000) }]);
    const batches = [0, 1, 2, 3].map((firstOffset) => rawBatch({ firstOffset, records: large, count: 1 }));
    expect(await decodeRecordBatches(Buffer.concat(batches))).toHaveLength(2);
  });

  it('are decoded in steps, between which other work runs', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const count = batchRecordsMax;
    const bytes = rawBatch({ records: Buffer.concat(Array.from({ length: count }, () => smallest)), count });
    const records = await decodeRecordBatches(bytes);
    clearInterval(timer);
    expect(records).toHaveLength(count);
    expect(turns).toBeGreaterThan(1);
  });

  it('have at most 1,000 headers, of 200,000 in one record', async () => {
    const headers = Array.from({ length: 200_000 }, (_, n) => [String(n % 10_000), ''] as const);
    const [record] = await decodeRecordBatches(rawBatch({ records: rawRecords([{ value, headers }]), count: 1 }));
    expect(Object.keys(record?.headers ?? {})).toHaveLength(1_000);
  });
});

describe('an unreadable batch', () => {
  it.each([
    ['bytes in another format than its codec', { codec: 3, records: value, count: 4 }, 'batch-unreadable', /LZ4/],
    ['fewer records than in its header', { records: one, count: 2 }, 'batch-unreadable', /end too early/],
    ['an unknown codec', { codec: 6, records: one, count: 1 }, 'batch-unreadable', /unknown codec 6/],
    ['the format of Kafka before 0.11', { records: one, count: 1, magic: 1 }, 'batch-unreadable', /before 0\.11/],
    [
      'more than the limit, decompressed',
      { codec: 1, records: gzipSync(Buffer.alloc(batchBytesMax + 1)), count: 1 },
      'batch-too-large',
      /more than 16777216 bytes/,
    ],
    ['more records than the limit', { records: one, count: batchRecordsMax + 1 }, 'batch-too-large', /100001 records/],
  ])('with %s is replaced by one message', async (_, batch, reason, detail) => {
    const bytes = rawBatch({ firstOffset: 5, ...batch });
    const next = rawBatch({ firstOffset: 200_000, records: one, count: 1 });
    expect(await unreadableIn(Buffer.concat([bytes, next]))).toEqual([
      { reason, detail: expect.stringMatching(detail), firstOffset: '5', bytes },
      undefined,
    ]);
    const lastOffset = 'magic' in batch ? 5 : 5 + batch.count - 1;
    expect((await decodeRecordBatches(bytes)).map(({ offset }) => offset)).toEqual([String(lastOffset)]);
  });
});
