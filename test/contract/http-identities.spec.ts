import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import { upload } from '../support/upload.js';

const row = (n: number): string => `${impi(n)},${impu(n)}`;
const rejectedCodes = ({ body }: Answer): unknown[] =>
  (body['rejected'] as { row: number; code: string }[]).map((rejected) => [rejected.row, rejected.code]);

describe('edge case 11: an import of identities', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 0 });
    await api.setUpPool({ poolId: 'pool-b', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const send = (contentType: string, text: string, poolId = 'pool-a') =>
    api.send('POST', `/v1/pools/${poolId}/identities`, text, { 'content-type': contentType });
  const csv = (text: string) => send('text/csv', text);
  const ndjson = (text: string) => send('application/x-ndjson', text);
  const impusOf = async (n: number) => (await api.get(`/v1/pools/pool-a/identities/${impi(n)}`)).body['impus'];

  it.each([
    ['with one row per line', `${row(10)}\n${row(11)}\n`],
    ['without a line feed at its end', `${row(12)}\n${row(13)}`],
    ['with a header line', `impi,impu\n${row(14)}\n${row(15)}\n`],
    ['with a header line in upper case', `IMPI,IMPU,IMPU\r\n${row(16)}\r\n${row(17)}\r\n`],
    ['with CRLF', `${row(18)}\r\n${row(19)}\r\n`],
    ['with a byte order mark', `\uFEFF${row(20)}\n${row(21)}\n`],
    ['with a byte order mark before its header', `\uFEFFimpi,impu\n${row(22)}\n${row(23)}\n`],
    ['with quotes', `"${impi(24)}","${impu(24)}"\n"${impi(25)}",${impu(25)}\n`],
    ['with spaces and empty lines', `\n ${impi(26)} , ${impu(26)} \n\n${row(27)}\n\n`],
  ])('accepts CSV %s', async (_, text) => {
    const { status, body } = await csv(text);
    expect(status).toBe(200);
    expect(body).toEqual({ received: 2, imported: 2, alreadyPresent: 0, rejected: [] });
  });

  it('accepts a content type with parameters, in any case', async () => {
    expect(await send('Text/CSV; charset=utf-8', row(30))).toMatchObject({ status: 200, body: { imported: 1 } });
    const line = JSON.stringify({ impi: impi(31), impus: [impu(31)] });
    expect(await send('Application/X-NDJSON; charset=utf-8', line)).toMatchObject({ body: { imported: 1 } });
  });

  it('accepts NDJSON with one row per line, and skips empty lines', async () => {
    const lines = [40, 41].map((n) => JSON.stringify({ impi: impi(n), impus: [impu(n)] }));
    expect((await ndjson(`${lines.join('\r\n\r\n')}\n`)).body).toMatchObject({ received: 2, imported: 2 });
  });

  it('accepts NDJSON with a byte order mark', async () => {
    const line = JSON.stringify({ impi: impi(42), impus: [impu(42)] });
    expect((await ndjson(`\uFEFF${line}\n`)).body).toMatchObject({ received: 1, imported: 1 });
  });

  it('edge case 13: refuses a known IMPI with other IMPUs than it was imported with', async () => {
    await csv(`${impi(51)},${impu(51)}`);
    expect((await csv(`${impi(51)},${impu(51)},sip:more-51@op-a.example`)).body).toMatchObject({
      imported: 0,
      alreadyPresent: 0,
      rejected: [{ row: 1, code: 'impi-known-with-other-impus' }],
    });
    expect(await impusOf(51)).toEqual([impu(51)]);
  });

  it('edge case 13: accepts several IMPUs of one IMPI, and stores their canonical forms', async () => {
    const { body } = await csv(
      `${impi(50)},sip:Anna@OP-A.Example,tel:+49-30-1234567,"sip:+49(30)1234568@op-a.example;user=phone"`,
    );
    expect(body).toMatchObject({ imported: 1 });
    expect(await impusOf(50)).toEqual([
      'sip:Anna@op-a.example',
      'tel:+49301234567',
      'sip:+49301234568@op-a.example;user=phone',
    ]);
  });

  it('rejects each faulty row of CSV with its number, not counting the header, and imports the others', async () => {
    const rows = [
      row(60),
      `no-realm,${impu(61)}`,
      impi(62),
      `${impi(63)},mailto:someone@op-a.example`,
      `${impi(64)},tel:0301234`,
      `${impi(65)},sip:!.*!@op-a.example`,
      `${impi(66)},${impu(60)}`,
      `${impi(60)},${impu(67)}`,
      row(68),
    ];
    const answer = await csv(`impi,impu\n${rows.join('\n')}\n`);
    expect(answer).toMatchObject({ status: 200, body: { received: 9, imported: 2, alreadyPresent: 0 } });
    expect(rejectedCodes(answer)).toEqual([
      [2, 'impi-malformed'],
      [3, 'no-impu'],
      [4, 'impu-malformed'],
      [5, 'impu-local-number'],
      [6, 'impu-wildcarded'],
      [7, 'alias-taken'],
      [8, 'impi-known-with-other-impus'],
    ]);
    for (const rejected of answer.body['rejected'] as object[]) {
      expect(rejected).toEqual({ row: expect.any(Number), code: expect.any(String), detail: expect.any(String) });
    }
  });

  it('rejects each faulty line of NDJSON with its number, and imports the others', async () => {
    const lines = [
      JSON.stringify({ impi: impi(70), impus: [impu(70)] }),
      '{"impi": ',
      '42',
      'null',
      JSON.stringify({ impi: impi(71) }),
      JSON.stringify({ impi: impi(71), impus: impu(71) }),
      JSON.stringify({ impi: 71, impus: [] }),
      JSON.stringify({ impi: 'no-realm', impus: [impu(71)] }),
      JSON.stringify({ impi: impi(72), impus: [impu(72)], padding: 'x'.repeat(70_000) }),
      JSON.stringify({ impi: impi(73), impus: [impu(73)] }),
    ];
    const answer = await ndjson(lines.join('\n'));
    expect(answer).toMatchObject({ status: 200, body: { received: 10, imported: 2 } });
    const malformed = [2, 3, 4, 5, 6, 7].map((n) => [n, 'row-malformed']);
    expect(rejectedCodes(answer)).toEqual([...malformed, [8, 'impi-malformed'], [9, 'row-malformed']]);
  });

  it.each([
    ['with a quote that is never closed', `"${impi(81)},${impu(81)}`, 'row-malformed'],
    ['with a quote within a field', `${impi(81)},sip:"anna"@op-a.example`, 'impu-malformed'],
    ['of 100,000 characters', `${impi(81)},sip:${'x'.repeat(100_000)}@op-a.example`, 'row-malformed'],
  ])('rejects a line of CSV %s, but not the rest of the file', async (what, line, code) => {
    const first = 1_000 + 10 * what.length;
    const answer = await csv(`${row(first)}\n${line}\n${row(first + 1)}\n`);
    expect(answer).toMatchObject({ status: 200, body: { received: 3, imported: 2 } });
    expect(rejectedCodes(answer)).toEqual([[2, code]]);
  });

  it('refuses another content type, and imports nothing', async () => {
    const unsupported = { status: 415, body: { code: 'unsupported-media-type' } };
    expect(await send('text/plain', row(90))).toMatchObject(unsupported);
    expect(await send('application/json', JSON.stringify({ impi: impi(90), impus: [impu(90)] }))).toMatchObject(
      unsupported,
    );
    expect(await send('application/octet-stream', row(90))).toMatchObject(unsupported);
    expect(await api.get(`/v1/pools/pool-a/identities/${impi(90)}`)).toMatchObject({ status: 404 });
  });

  it('refuses an unknown pool, even for an empty file', async () => {
    for (const text of [row(91), '']) {
      expect(await send('text/csv', text, 'pool-x')).toMatchObject({ status: 404, body: { code: 'pool-not-found' } });
    }
  });

  it('imports nothing from an empty file', async () => {
    const nothing = { received: 0, imported: 0, alreadyPresent: 0, rejected: [] };
    expect((await csv('impi,impu\n')).body).toEqual(nothing);
    expect((await ndjson('\n\n')).body).toEqual(nothing);
  });

  it('rejects each row whose names belong to another pool', async () => {
    expect(rejectedCodes(await send('text/csv', `${row(10)}\n${impi(95)},${impu(11)}`, 'pool-b'))).toEqual([
      [1, 'alias-taken'],
      [2, 'alias-taken'],
    ]);
  });

  it('streams 3,000 rows; a second import finds all present and writes no event', async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => `${row(10_000 + n)}\n`);
    expect((await upload(api, 'pool-a', rows)).body).toEqual({
      received: 3_000,
      imported: 3_000,
      alreadyPresent: 0,
      rejected: [],
    });
    const { position } = (await api.get('/v1/pools/pool-a/availability')).body;
    expect((await upload(api, 'pool-a', rows)).body).toEqual({
      received: 3_000,
      imported: 0,
      alreadyPresent: 3_000,
      rejected: [],
    });
    expect(await api.get('/v1/pools/pool-a/availability')).toMatchObject({ body: { position } });
  }, 30_000);
});
