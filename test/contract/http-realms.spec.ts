import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import { readStoreLanes } from '../support/read-store.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import { untilLogged } from '../support/until-logged.js';

const operator = shortProfile({ clockSkewSeconds: 5 });
const csv = { 'content-type': 'text/csv' };
const rejected = ({ body }: Answer) => body['rejected'] as { row: number; code: string; detail: string }[];
const codes = (answer: Answer): string[] => rejected(answer).map(({ code }) => code);

/** One history: each case continues after the one before. */
describe('realms and number prefixes of an operator', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    ({ api } = running);
    for (const poolId of ['pool-a', 'pool-b', 'pool-c']) await api.setUpPool({ poolId, identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const declare = (id: string, names: object = {}) => api.put(`/v1/operators/op-pool-${id}`, { ...operator, ...names });
  const send = (id: string, ...rows: string[]) =>
    api.send('POST', `/v1/pools/pool-${id}/identities`, rows.join('\n'), csv);

  it('are stored in lower case, without duplicates, in order; the same set again changes nothing', async () => {
    const first = await declare('a', {
      realms: ['WRTC.op-a.example', 'ims.op-a.example', 'wrtc.op-a.example'],
      numberPrefixes: ['+4930', '+44'],
    });
    const names = { realms: ['ims.op-a.example', 'wrtc.op-a.example'], numberPrefixes: ['+44', '+4930'] };
    expect(first).toMatchObject({ status: 200, body: { ...names, version: 2, warnings: [] } });
    expect(await declare('a', names)).toMatchObject({ status: 200, body: { ...names, version: 2 } });
    const set = (await readStoreLanes(api.baseUrl, 8))
      .flat()
      .filter((text) => text.includes('"operatorId":"op-pool-a","') && text.includes('OperatorProfileSet'));
    expect(JSON.parse(set.at(-1) ?? '')).toMatchObject({ data: { ...names, version: 2 } });
  });

  it('prevent another operator from importing a name, and so from locking it, whether or not it is taken', async () => {
    expect((await send('a', 'web-1@ims.op-a.example,sip:web-1@wrtc.op-a.example,tel:+49301234501')).body).toMatchObject(
      { imported: 1 },
    );
    const foreignImport = await send(
      'b',
      'web-2@ims.op-a.example,sip:web-2@op-b.example',
      'web-2@op-b.example,sips:web-2@de.WRTC.op-a.example',
      'web-3@op-b.example,tel:+49301234502',
      'web-4@op-b.example,sip:+44201234502@op-b.example;user=phone',
      'web-5@op-b.example,sip:web-1@wrtc.op-a.example',
      'web-6@op-b.example,sip:web-6@op-a.example,tel:+33101234502',
    );
    expect(foreignImport.body).toMatchObject({ received: 6, imported: 1 });
    expect(codes(foreignImport)).toEqual([
      'realm-taken',
      'realm-taken',
      'number-prefix-taken',
      'number-prefix-taken',
      'realm-taken',
    ]);
    expect(JSON.stringify(foreignImport.body)).not.toMatch(/pool-a|op-pool-a/);
    const own = await send('a', 'web-2@ims.op-a.example,sip:web-2@wrtc.op-a.example,tel:+49301234502');
    expect(own.body).toMatchObject({ imported: 1, rejected: [] });
  });

  it('limit the operator’s own rows: each rejection names what is allowed', async () => {
    const answer = await send(
      'a',
      'web-10@op-x.example,sip:web-10@ims.op-a.example',
      'web-11@ims.op-a.example,sip:web-11@op-x.example',
      'web-12@ims.op-a.example,tel:+33101234567',
      'web-1@ims.op-a.example,sip:web-1@wrtc.op-a.example,tel:+49301234501',
    );
    expect(answer.body).toMatchObject({ received: 4, imported: 0, alreadyPresent: 1 });
    expect(codes(answer)).toEqual(['outside-realms', 'outside-realms', 'outside-number-prefixes']);
    const [impi, , number] = rejected(answer);
    expect(impi?.detail).toContain('ims.op-a.example, wrtc.op-a.example');
    expect(number?.detail).toContain('+44, +4930');
  });

  it.each([
    ['the same realm', { realms: ['ims.op-a.example'] }, 'realm-taken', 'realms: ims.op-a.example'],
    ['a sub-domain', { realms: ['op-b.example', 'x.wrtc.op-a.example'] }, 'realm-taken', 'x.wrtc.op-a.example'],
    ['a parent', { realms: ['OP-A.example'] }, 'realm-taken', 'op-a.example'],
    ['a shorter prefix', { numberPrefixes: ['+4'] }, 'number-prefix-taken', 'numberPrefixes: +4'],
    ['a longer prefix', { numberPrefixes: ['+49301'] }, 'number-prefix-taken', '+49301'],
  ])('belong to one operator: %s is refused, and nothing changes', async (_, names, code, detail) => {
    const answer = await declare('b', names);
    expect(answer).toMatchObject({ status: 409, body: { code, detail: expect.stringContaining(detail) } });
    expect(JSON.stringify(answer.body)).not.toContain('op-pool-a');
    expect(await declare('b')).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it.each([
    ['a top-level domain', { realms: ['example'] }, 'realms.0'],
    ['an IP address', { realms: ['op-b.example', '192.0.2.1'] }, 'realms.1'],
    ['a domain with a trailing dot', { realms: ['op-b.example.'] }, 'realms.0'],
    ['no realm', { realms: [] }, 'realms'],
    ['too many realms', { realms: Array.from({ length: 33 }, (_, n) => `r${String(n)}.example`) }, 'realms'],
    ['a national number', { numberPrefixes: ['030'] }, 'numberPrefixes.0'],
    ['a prefix of 16 digits', { numberPrefixes: ['+1234567890123456'] }, 'numberPrefixes.0'],
  ])('are refused if they are invalid: %s', async (_, names, path) => {
    expect(await declare('b', names)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });

  it('belong to one operator if two declare them at the same time', async () => {
    const ids = Array.from({ length: 6 }, (_, n) => `race-${String(n)}`);
    const answers = await Promise.all(
      ids.map((id, n) => declare(id, { realms: [n % 2 === 0 ? 'race.example' : `r${String(n)}.race.example`] })),
    );
    const statuses = answers.map(({ status }) => status);
    const parents = statuses.filter((status, n) => n % 2 === 0 && status === 200).length;
    const children = statuses.filter((status, n) => n % 2 === 1 && status === 200).length;
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    expect([
      [1, 0],
      [0, 3],
    ]).toContainEqual([parents, children]);
  });

  it('that omit existing names are accepted, and the answer warns how many they omit', async () => {
    expect(
      (await send('c', 'w-1@op-c.example,sip:w-1@op-c.example', 'w-2@op-c.example,tel:+81312345678')).body,
    ).toMatchObject({ imported: 2 });
    const warning = {
      code: 'names-outside',
      detail: expect.stringMatching(/: 3\. They stay as they are/),
    };
    expect((await declare('c', { realms: ['ims.op-c.example'] })).body).toMatchObject({ warnings: [warning] });
    expect((await send('c', 'w-1@op-c.example,sip:w-1@op-c.example')).body).toMatchObject({ alreadyPresent: 1 });
    expect((await api.assign('pool-c', 'alice')).status).toBe(201);

    await api.send('POST', '/v1/pools/pool-c/identities/w-2@op-c.example/retire', {});
    expect((await declare('c', { realms: ['ims.op-c.example'] })).body).toMatchObject({
      version: 2,
      warnings: [warning],
    });
    expect(codes(await send('c', 'w-2@op-c.example,tel:+81312345678'))).toEqual(['outside-realms']);
    expect((await declare('c', { realms: ['op-c.example'] })).body).toMatchObject({ warnings: [] });
  });

  it('that contain names of another operator’s identities are accepted; only the log names that operator', async () => {
    const answer = await declare('c', { realms: ['op-b.example', 'op-c.example'], numberPrefixes: ['+331'] });
    const warning = {
      code: 'names-held-by-others',
      detail: expect.stringContaining('Ask the administrator of this service'),
    };
    expect(answer).toMatchObject({ status: 200, body: { warnings: expect.arrayContaining([warning]) } });
    expect(JSON.stringify(answer.body)).not.toContain('pool-b');
    await untilLogged(running.process, /"code":"names-held-by-others".*"operatorId":"op-pool-c".*"pools":\["pool-b"\]/);
    expect(codes(await send('c', 'w-9@op-c.example,tel:+33101234502'))).toEqual(['alias-taken']);
    expect(codes(await send('b', 'web-9@op-b.example,sip:web-9@op-x.example'))).toEqual(['realm-taken']);
  });

  it('that are omitted are released: the profile is replaced as a whole', async () => {
    const { body } = await declare('a');
    expect(body).toMatchObject({ version: 3, warnings: [] });
    expect(body).not.toHaveProperty('realms');
    expect((await send('b', 'web-20@op-x.example,sip:web-20@wrtc.op-a.example')).body).toMatchObject({ imported: 1 });
    expect(await declare('b', { realms: ['wrtc.op-a.example'] })).toMatchObject({ status: 200 });
    expect(await declare('a', { realms: ['op-a.example'] })).toMatchObject({
      status: 409,
      body: { code: 'realm-taken' },
    });
  });
});
