import { describe, expect, it } from '@jest/globals';
import { commandId as nthCommandId, impi as nthImpi } from '@allocator/testing';
import type { z } from 'zod';
import {
  activityQuery,
  agreementBody,
  assignBatchBody,
  assignBody,
  assignmentId,
  commandId,
  emptyBody,
  eventsMax,
  eventsQuery,
  faultsOf,
  impi,
  indicationBody,
  operatorBody,
  poolBody,
  poolId,
  secondsMax,
  wwsfId,
} from '../src/index.js';

const guard = { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 };
const operator = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  guard,
  indications: 'accepted',
};
const agreement = {
  operatorId: 'op-a',
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3_600,
  quarantineSeconds: 0,
  minTokenLifetimeSeconds: 60,
  status: 'active',
};
const pool = { agreementId: 'agreement-a', anonymous: 'allowed', repeatSubject: 'same' };
const subject = { kind: 'authenticated', ref: 'alice' };
const indication = { operatorId: 'op-a', impi: nthImpi(1), generation: 1, tokenRefused: true };

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;
/** The faults of the value, as they are answered. */
const faults = (schema: z.ZodType, value: unknown): string[] => {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : faultsOf(error).map(({ path, message }) => `${path}: ${message}`);
};

describe('ids', () => {
  it.each(['a', 'pool-a', 'Pool_1.de', '0', 'x'.repeat(64)])('%s is one', (id) => {
    for (const schema of [poolId, wwsfId]) expect(accepts(schema, id)).toBe(true);
  });

  it.each(['', '.', '..', '-a', '_a', 'a b', 'a/b', 'a%40b', 'ä', 'a\n', 'x'.repeat(65), 1, null])(
    '%j is none: it could not stand in a path, a topic and a file name as it is',
    (id) => {
      for (const schema of [poolId, wwsfId]) expect(accepts(schema, id)).toBe(false);
    },
  );

  it('a WWSF cannot have the id dead-letter, because its topic would be the dead-letter topic; a pool can', () => {
    expect(faults(wwsfId, 'dead-letter')).toEqual([expect.stringContaining('dead-letter topic')]);
    expect(accepts(poolId, 'dead-letter')).toBe(true);
  });

  it('a command id is a UUID, and the same id in upper and lower case', () => {
    const id = '0B9A4F39-6F0A-4A7E-9D59-7C7F6F3A1C11';
    expect(commandId.parse(id)).toBe(id.toLowerCase());
    for (const none of ['', 'abc', id.slice(1), `{${id}}`, `${id} `]) expect(accepts(commandId, none)).toBe(false);
  });

  it('an assignment id is a lane and a position, in one spelling', () => {
    for (const id of ['0-1', '6-42', '1023-9007199254740991']) expect(accepts(assignmentId, id)).toBe(true);
    for (const none of ['6', '6-', '-42', '6-0', '06-1', '6-042', '6-4.2', '6-1e3', '6-99999999999999999999']) {
      expect([none, accepts(assignmentId, none)]).toEqual([none, false]);
    }
  });

  it('an IMPI is accepted in any spelling of its realm, and becomes canonical', () => {
    expect(impi.parse('web-1@IMS.op-a.Example')).toBe('web-1@ims.op-a.example');
    for (const none of ['', 'web-1', '@op-a.example', 'web 1@op-a.example', `${'x'.repeat(250)}@op-a.example`]) {
      expect(accepts(impi, none)).toBe(false);
    }
  });
});

describe('bodies', () => {
  const bodies: readonly (readonly [string, z.ZodType, Record<string, unknown>])[] = [
    ['an operator profile', operatorBody, operator],
    ['an agreement', agreementBody, agreement],
    ['a pool', poolBody, pool],
    ['an assignment', assignBody, { subject }],
    ['a batch', assignBatchBody, { commands: [{ commandId: nthCommandId(1), subject }] }],
    ['an indication', indicationBody, indication],
  ];

  it.each(bodies)('%s is accepted', (_, schema, body) => {
    expect(faults(schema, body)).toEqual([]);
  });

  it.each(bodies)('%s requires each of its members, and the fault names the missing one', (_, schema, body) => {
    for (const name of Object.keys(body)) {
      const { [name]: __, ...without } = body;
      expect(faults(schema, without)).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    }
  });

  it.each(bodies)('%s has no unknown member: a typing error is answered with its name', (_, schema, body) => {
    expect(faults(schema, { ...body, quarantineSecs: 5 })).toEqual([expect.stringContaining('quarantineSecs')]);
  });

  it('a typing error in a nested member is found too', () => {
    const slip = { ...operator, guard: { ...guard, purgeDelay: 1 } };
    expect(faults(operatorBody, slip)).toEqual([expect.stringMatching(/^guard: .*purgeDelay/)]);
    expect(accepts(assignBody, { subject: { ...subject, session: 'a' } })).toBe(false);
  });

  it.each([-1, 0.5, secondsMax + 1, Number.NaN, Infinity, '60', null])('%j is no number of seconds', (seconds) => {
    expect(accepts(agreementBody, { ...agreement, quarantineSeconds: seconds })).toBe(false);
    expect(accepts(operatorBody, { ...operator, guard: { ...guard, clockSkewSeconds: seconds } })).toBe(false);
  });

  it('a lifetime and R_max are at least a second; all other numbers of seconds can be 0', () => {
    expect(accepts(agreementBody, { ...agreement, securityLifetimeSeconds: 0 })).toBe(false);
    expect(accepts(operatorBody, { ...operator, maxRegistrationSeconds: 0 })).toBe(false);
    expect(accepts(agreementBody, { ...agreement, quarantineSeconds: 0, minTokenLifetimeSeconds: 0 })).toBe(true);
    expect(accepts(agreementBody, { ...agreement, securityLifetimeSeconds: secondsMax })).toBe(true);
  });

  it.each([
    ['registrationModel', operatorBody, operator],
    ['indications', operatorBody, operator],
    ['status', agreementBody, agreement],
    ['anonymous', poolBody, pool],
    ['repeatSubject', poolBody, pool],
  ])('%s is one of its values, and the fault lists them', (name, schema, body) => {
    expect(faults(schema, { ...body, [name]: 'perhaps' })).toEqual([expect.stringMatching(`^${name}: .*"\\|"`)]);
  });

  it.each(['x', 'x'.repeat(256), '🙂', '__proto__'])('a subject’s reference can be %j', (ref) => {
    expect(accepts(assignBody, { subject: { kind: 'authenticated', ref } })).toBe(true);
    expect(accepts(assignBody, { subject: { kind: 'anonymous', session: ref } })).toBe(true);
  });

  it.each(['', 'x'.repeat(257), 'a\0', '\ud800', 7])('a subject’s reference cannot be %j', (ref) => {
    expect(accepts(assignBody, { subject: { kind: 'authenticated', ref } })).toBe(false);
    expect(accepts(assignBody, { subject: { kind: 'anonymous', session: ref } })).toBe(false);
  });

  it('a batch has at most a thousand commands', () => {
    const commands = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ commandId: nthCommandId(n), subject }));
    expect(accepts(assignBatchBody, { commands: commands(1_000) })).toBe(true);
    expect(accepts(assignBatchBody, { commands: commands(1_001) })).toBe(false);
  });

  it('of release and prolong are empty', () => {
    for (const none of [undefined, null, {}]) expect(accepts(emptyBody, none)).toBe(true);
    for (const some of [{ reason: 'x' }, [], 'x', 0]) expect(accepts(emptyBody, some)).toBe(false);
  });
});

describe('queries', () => {
  it('events start at position 0, have a limit of 1,000 and do not follow by default', () => {
    const start = { lane: 6, after: new Map(), otherwise: 'beginning' };
    expect(eventsQuery.parse({ lane: '6' })).toEqual({ start, limit: 1_000, follow: false });
    expect(eventsQuery.parse({ lane: '0', after: '7', limit: String(eventsMax), follow: 'true' })).toEqual({
      start: { lane: 0, after: new Map([[0, 7]]), otherwise: 'beginning' },
      limit: eventsMax,
      follow: true,
    });
  });

  it('events of all lanes start after ids, one for each lane, or from now on', () => {
    const startOf = (query: object) => eventsQuery.parse(query).start;
    const [six, two] = [
      [6, 42],
      [2, 1],
    ] as const;
    expect(startOf({})).toEqual({ lane: undefined, after: new Map(), otherwise: 'beginning' });
    expect(startOf({ after: '6-42' }).after).toEqual(new Map([six]));
    expect(startOf({ after: ['6-42', '2-1'] }).after).toEqual(new Map([six, two]));
    expect(startOf({ after: ['6-42', 'latest'] })).toEqual({
      lane: undefined,
      after: new Map([six]),
      otherwise: 'latest',
    });
    expect(startOf({ lane: '6', after: '6-42' })).toEqual({ lane: 6, after: new Map([six]), otherwise: 'beginning' });
  });

  it.each([
    { after: '41' },
    { after: ['6-1', '6-2'] },
    { lane: '6', after: '2-1' },
    { lane: '6', after: '' },
    { lane: '' },
    { lane: '-1' },
    { lane: '6', limit: '0' },
    { lane: '6', limit: String(eventsMax + 1) },
  ])('%j asks for no events', (query) => {
    expect(accepts(eventsQuery, query)).toBe(false);
  });

  it('activity takes from and until as instants with an offset', () => {
    expect(activityQuery.parse({ from: '2026-01-01T01:00:00+01:00' })).toMatchObject({ from: Date.UTC(2026, 0, 1) });
    for (const none of ['2026-01-01', '2026-01-01T00:00:00', 'yesterday', '']) {
      expect([none, accepts(activityQuery, { from: none })]).toEqual([none, false]);
    }
  });
});
