import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi } from '@allocator/testing';
import type { Answer } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const rejectedCodes = ({ body }: Answer): unknown[] =>
  (body['rejected'] as { row: number; code: string }[]).map((rejected) => [rejected.row, rejected.code]);

describe('aliases over HTTP: one address of record, one identity', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
    await running.api.setUpPool({ poolId: 'pool-a', identities: 0 });
    await running.api.setUpPool({ poolId: 'pool-b', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const send = (text: string, poolId = 'pool-a') =>
    running.api.send('POST', `/v1/pools/${poolId}/identities`, text, { 'content-type': 'text/csv' });
  const impusOf = async (n: number) => (await running.api.get(`/v1/pools/pool-a/identities/${impi(n)}`)).body['impus'];

  it('accepts an address once, in any scheme and spelling', async () => {
    expect((await send(`${impi(201)},sip:anna@op-a.example`)).body).toMatchObject({ imported: 1 });
    const others = ['sips:anna@op-a.example', 'SIPS:%61nna@OP-A.example', 'sip:ann%61@op-a.example'];
    const rows = others.map((text, n) => `${impi(210 + n)},${text}`);
    const answer = await send(rows.join('\n'), 'pool-b');
    expect(answer.body).toMatchObject({ received: 3, imported: 0 });
    expect(rejectedCodes(answer)).toEqual([1, 2, 3].map((n) => [n, 'alias-taken']));
    const [first] = answer.body['rejected'] as { detail: string }[];
    expect(first?.detail).toContain('sip:anna@op-a.example is in use already');
    expect((await send(`${impi(202)},sips:otto@op-a.example`)).body).toMatchObject({ imported: 1 });
    expect(await impusOf(202)).toEqual(['sips:otto@op-a.example']);
    expect(rejectedCodes(await send(`${impi(213)},sip:otto@op-a.example`, 'pool-b'))).toEqual([[1, 'alias-taken']]);
  });

  it('reports a row in another spelling as already present, and keeps its names', async () => {
    await send(`${impi(220)},sip:Emil@op-a.example,tel:+49301234599`);
    const written = '"sip:+49(30)1234599@op-b.example;user=phone",sips:Emil@OP-A.example,sip:%45mil@op-a.example';
    const { body } = await send(`web-220@IMS.op-a.example,${written}`);
    expect(body).toEqual({ received: 1, imported: 0, alreadyPresent: 1, rejected: [] });
    expect(await impusOf(220)).toEqual(['sip:Emil@op-a.example', 'tel:+49301234599']);
    const { body: other } = await send(`${impi(220)},sip:emil@op-a.example,tel:+49301234599`);
    expect(other).toMatchObject({ rejected: [{ code: 'impi-known-with-other-impus' }] });
  });

  it('refuses what is not an address of record, with what to write instead', async () => {
    const refused = [
      ['sip://anna@op-a.example', 'impu-not-aor', 'write sip:user@domain'],
      ['tel:+1', 'impu-malformed', '5 digits at least'],
      ['sip:x@op-a.example:5060', 'impu-not-aor', 'leave out ":5060"'],
      ['sip:x@op-a.example;transport=ws', 'impu-not-aor', 'leave out ";transport=ws"'],
      ['sip:x:secret@op-a.example', 'impu-not-aor', 'leave out what is between'],
      ['sip:x@192.0.2.1', 'impu-not-aor', 'Write the domain name'],
      ['sips:anonymous@anonymous.invalid', 'impu-reserved', "an address of the operator's domain"],
    ] as const;
    const answer = await send(refused.map(([text], n) => `${impi(230 + n)},${text}`).join('\n'));
    expect(answer.body).toMatchObject({ received: refused.length, imported: 0 });
    expect(answer.body['rejected']).toEqual(
      refused.map(([, code, advice], n) => ({ row: n + 1, code, detail: expect.stringContaining(advice) })),
    );
  });

  it('finds the holder of an address in every spelling', async () => {
    const holders = (impu: string) =>
      running.api.get(`/v1/audit/holders?impu=${encodeURIComponent(impu)}&reason=case%201`);
    for (const impu of ['sip:anna@op-a.example', 'SIPS:ann%61@OP-A.example']) {
      expect(await holders(impu)).toMatchObject({ status: 200, body: { impi: impi(201), poolId: 'pool-a' } });
    }
    // Names that an import refuses today are searched too: version 0.1 may have accepted them.
    expect(await holders('sip://anna@op-a.example')).toMatchObject({ status: 404 });
    expect(await holders('sip:anna@op-a.example:5060')).toMatchObject({ status: 400 });
  });
});
