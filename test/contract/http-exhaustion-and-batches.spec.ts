import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

interface BatchOutcome {
  readonly commandId: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const outcomesOf = ({ body }: Answer): readonly BatchOutcome[] => body['outcomes'] as BatchOutcome[];
const commandOf = (ref: string, commandId: string = randomUUID()) => ({
  commandId,
  subject: { kind: 'authenticated', ref },
});

describe('edge case 7: an exhausted pool', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    clock = await frozenClock(running);
    await api.setUpPool({ poolId: 'pool-a', identities: 2, lifetime: 100, quarantine: 20 });
    await api.setUpPool({ poolId: 'pool-empty', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  it('says when the next identity is assignable to another holder: after its bound and quarantine', async () => {
    await api.assign('pool-a', 'alice');
    await clock.to(10);
    await api.assign('pool-a', 'bob');
    const refused = await api.assign('pool-a', 'carol');
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'pool-exhausted', status: 409, nextReassignableAt: clock.iso(120) },
    });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(121);
  });

  it('counts its identities by state, with the sum as total', async () => {
    const { body } = await api.get('/v1/pools/pool-a/availability');
    expect(body).toEqual({
      total: 2,
      assignable: 0,
      assigned: 2,
      held: 0,
      quarantined: 0,
      suspended: 0,
      nextReassignableAt: clock.iso(120),
      lane: 6,
      position: expect.any(Number),
    });
    await clock.to(100);
    expect(await api.get('/v1/pools/pool-a/availability')).toMatchObject({ body: { assigned: 1, quarantined: 1 } });
  });

  it('assigns that identity at that instant and not a millisecond earlier; the other one stays with its holder', async () => {
    await clock.to(119.999);
    expect(await api.assign('pool-a', 'dave')).toMatchObject({ status: 409, body: { code: 'pool-exhausted' } });
    await clock.to(120);
    expect(await api.assign('pool-a', 'dave')).toMatchObject({
      status: 201,
      body: { impi: 'web-1@ims.op-a.example', generation: 2, assignedAt: clock.iso(120) },
    });
    expect(await api.assign('pool-a', 'erin')).toMatchObject({ body: { nextReassignableAt: clock.iso(130) } });
  });

  it('gives only a Retry-After if it never had an identity', async () => {
    const refused = await api.assign('pool-empty', 'alice');
    expect(refused).toMatchObject({ status: 409, body: { code: 'pool-exhausted', nextReassignableAt: null } });
    expect(refused.headers.get('retry-after')).toBe('60');
  });
});

describe('a batch of assignments', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 3 });
    await api.setUpPool({ poolId: 'pool-big', identities: 1_000, first: 1_000 });
  }, 60_000);
  afterAll(() => running.end());

  const batch = (poolId: string, commands: readonly unknown[]) =>
    api.send('POST', `/v1/pools/${poolId}/assignment-batches`, { commands });

  it('is answered in the order of its commands, each like the single call', async () => {
    const single = randomUUID();
    const before = await api.assign('pool-a', 'alice', single);
    const twice = randomUUID();
    const commands = [
      commandOf('alice', single),
      commandOf('bob', twice),
      commandOf('bob', twice),
      commandOf('carol', twice),
      commandOf('dave'),
      commandOf('erin'),
    ];
    const answer = await batch('pool-a', commands);
    const outcomes = outcomesOf(answer);
    expect(answer.status).toBe(200);
    expect(outcomes.map(({ commandId }) => commandId)).toEqual(commands.map(({ commandId }) => commandId));
    expect(outcomes.map(({ status, body }) => body['code'] ?? status)).toEqual([
      201,
      201,
      201,
      'idempotency-key-reused',
      201,
      'pool-exhausted',
    ]);
    expect(outcomes[0]?.body).toEqual(before.body);
    expect(outcomes[2]).toEqual(outcomes[1]);
    expect(outcomes[5]?.body).toMatchObject({ status: 409, nextReassignableAt: expect.any(String) });
    const again = await api.assign('pool-a', 'dave', String(commands[4]?.commandId));
    expect([again.status, again.body]).toEqual([201, outcomes[4]?.body]);
  });

  it('accepts a thousand commands, and assigns a thousand different identities', async () => {
    const commands = Array.from({ length: 1_000 }, (_, n) => commandOf(`user-${String(n)}`));
    const outcomes = outcomesOf(await batch('pool-big', commands));
    expect(new Set(outcomes.map(({ body }) => body['impi'])).size).toBe(1_000);
  });

  it.each([
    ['a thousand and one commands', Array.from({ length: 1_001 }, () => commandOf('one-too-many'))],
    ['one invalid command', [commandOf('alice'), { ...commandOf('bob'), commandId: 'not a UUID' }]],
    ['one command with an unknown member', [{ ...commandOf('alice'), poolId: 'pool-a' }]],
  ])('with %s is refused as a whole', async (_, commands) => {
    expect(await batch('pool-a', commands)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('for an unknown pool gets pool-not-found for each command', async () => {
    const outcomes = outcomesOf(await batch('pool-x', [commandOf('alice'), commandOf('bob')]));
    expect(outcomes.map(({ status, body }) => [status, body['code']])).toEqual(Array(2).fill([404, 'pool-not-found']));
  });
});
