// Test class: server. Uses a real PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  bigintArray,
  boolArray,
  instantArray,
  int4Array,
  int8Array,
  jsonArray,
  textArray,
  uuidArray,
} from '../src/sql/binary-array.js';
import { urlOf } from './server.js';

/** The server returns what it has read: the text of each element of each array. */
describe('a binary array is read by the server as', () => {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  beforeAll(() => client.connect());
  afterAll(() => client.end());

  const texts = async (type: string, array: Buffer): Promise<(string | null)[]> => {
    const { rows } = await client.query<{ element: string | null }>(
      `select element::text from unnest($1::${type}[]) with ordinality as u (element, place) order by place`,
      [array],
    );
    return rows.map(({ element }) => element);
  };

  it('the whole numbers that it was made of', async () => {
    expect(await texts('int', int4Array([0, -1, 2 ** 31 - 1, -(2 ** 31)]))).toEqual([
      '0',
      '-1',
      '2147483647',
      '-2147483648',
    ]);
    const large = [0, 1, -1, 2 ** 32, -(2 ** 32), 2 ** 32 - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    expect(await texts('bigint', int8Array(large))).toEqual(large.map(String));
    const larger = [2n ** 63n - 1n, -(2n ** 63n), 0n];
    expect(await texts('bigint', bigintArray(larger))).toEqual(larger.map(String));
  });

  it('the instants, to the millisecond, on both sides of 1970 and 2000', async () => {
    await client.query(`set time zone 'UTC'`);
    const instants = ['1969-12-31T23:59:59.999Z', '1999-12-31T23:59:59.999Z', '2026-11-23T09:00:00.001Z'].map(
      Date.parse,
    );
    const expected = ['1969-12-31 23:59:59.999+00', '1999-12-31 23:59:59.999+00', '2026-11-23 09:00:00.001+00'];
    expect(await texts('timestamptz', instantArray(instants))).toEqual(expected);
  });

  it('the texts, whatever they hold', async () => {
    const texted = ['', 'NULL', '{"a":[1,"b,c"]}', 'quote " backslash \\ line\nend', 'Grüße 日本 🙂', ' '];
    expect(await texts('text', textArray(texted))).toEqual(texted);
    expect(await texts('json', jsonArray(['{"a": 1}', '"ü"']))).toEqual(['{"a": 1}', '"ü"']);
  });

  it('the UUIDs, in upper or lower case, and booleans', async () => {
    const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
    expect(await texts('uuid', uuidArray([uuid, uuid.toUpperCase()]))).toEqual([uuid, uuid]);
    expect(await texts('boolean', boolArray([true, false]))).toEqual(['true', 'false']);
  });

  it('nulls in their places, and nothing where there is nothing', async () => {
    expect(await texts('int', int4Array([null, 1, undefined]))).toEqual([null, '1', null]);
    expect(await texts('text', textArray([null, '']))).toEqual([null, '']);
    expect(await texts('uuid', uuidArray([]))).toEqual([]);
  });

  it.each([
    '',
    'not-a-uuid',
    '0f8fad5b-d9cb-469f-a165-70867728950',
    'g'.repeat(36),
    '0f8fad5bd9cb469fa16570867728950e----',
  ])('no other UUID than was meant: %j is refused here', (text) => {
    expect(() => uuidArray([text])).toThrow(RangeError);
  });
});
