import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import { upload } from '../support/upload.js';

const row = (n: number): string => `${impi(n)},${impu(n)}`;

describe('an import of files as spreadsheets write them', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    await running.api.setUpPool({ poolId: 'pool-a', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const csv = (...pieces: (string | Uint8Array)[]) => upload(running.api, 'pool-a', pieces);

  it.each([
    ['CR', `impi,impu\r${row(200)}\r${row(201)}\r`],
    ['mixed line ends', `impi,impu\r${row(202)}\r\n${row(203)}\n`],
    ['sep=,', `sep=,\r\nimpi,impu\r\n${row(204)}\r\n${row(205)}\r\n`],
    ['empty fields and lines of separators', `impi,impu,,\n${row(206)},,\n,,,\n${row(207)}\n,,,\n`],
  ])('accepts a file with %s', async (_, text) => {
    expect((await csv(text)).body).toEqual({ received: 2, imported: 2, alreadyPresent: 0, rejected: [] });
  });

  it('refuses and counts a line that only begins like the header', async () => {
    const answer = await csv(`impi ${row(210)}\nimpi,msisdn\n${row(211)}\nimpi,impu\n`);
    expect(answer.body).toMatchObject({ received: 4, imported: 1 });
    expect(answer.body['rejected']).toMatchObject([
      { row: 1, code: 'impi-malformed' },
      { row: 2, code: 'row-malformed' },
      { row: 4, code: 'row-malformed' },
    ]);
  });

  it.each([
    ['semicolons', `impi;impu\n${row(220).replace(',', ';')}\n`, 'separated by ";": separate them by commas'],
    ['tabs', `impi\timpu\n${row(220).replace(',', '\t')}\n`, 'separated by tabs'],
    ['sep=;', `sep=;\nimpi;impu\n`, 'separated by ";"'],
    ['UTF-16', Buffer.from(`\uFEFFimpi,impu\n${row(220)}\n`, 'utf16le'), 'is UTF-16: save it as UTF-8'],
    ['a workbook', Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), 'is a workbook'],
  ])('refuses a file of %s as a whole, with what to do', async (_, text, words) => {
    const answer = await csv(text);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'file-malformed', detail: expect.stringContaining(words) });
    expect(await running.api.get(`/v1/pools/pool-a/identities/${impi(220)}`)).toMatchObject({ status: 404 });
  });

  it('rejects rows with invalid UTF-8 or other separators, each with its reason', async () => {
    const lines = Buffer.concat([
      Buffer.from(`impi,impu\n${row(230)}\n`),
      Buffer.from('m\xfcller@ims.op-a.example,sip:m@op-a.example\n', 'latin1'),
      Buffer.from(`a\0b@ims.op-a.example,sip:ab@op-a.example\n${row(231).replace(',', ';')}\n`),
    ]);
    const { body } = await csv(lines);
    expect(body).toMatchObject({
      received: 4,
      imported: 1,
      rejected: [
        { row: 2, code: 'row-malformed', detail: expect.stringContaining('is not UTF-8') },
        { row: 3, code: 'row-malformed', detail: expect.stringContaining('NUL') },
        { row: 4, code: 'row-malformed', detail: expect.stringContaining('separated by ";"') },
      ],
    });
  });
});
