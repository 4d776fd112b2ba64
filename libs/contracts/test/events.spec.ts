import { describe, expect, it } from '@jest/globals';
import type { AssignmentId, EventType, Instant, Lane, PoolId, Position, RecordedEvent } from '@allocator/domain';
import { encodeEvent, eventSourceOf, genesisHash } from '@allocator/domain';
import { impi, impu, newYear, poolTerms, subjectId } from '@allocator/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { z } from 'zod';
import type { Drift } from '../src/index.js';
import { eventDocument, eventJsonSchema } from '../src/index.js';

/** Every type. A missing one does not compile. */
const types = Object.keys({
  Assigned: 0,
  Prolonged: 0,
  Released: 0,
  Expired: 0,
  HoldExtended: 0,
  IndicationIgnored: 0,
  Refused: 0,
  IdentityImported: 0,
  IdentitySuspended: 0,
  IdentityResumed: 0,
  IdentityRetired: 0,
  IdentityRevoked: 0,
  OperatorProfileSet: 0,
  AgreementSet: 0,
  PoolSet: 0,
} satisfies Record<EventType, 0>) as EventType[];

const place = { lane: 6 as Lane, position: 7 as Position, recordedAt: newYear };
const lease = {
  assignmentId: '6-5' as AssignmentId,
  poolId: 'pool-a' as PoolId,
  impi: impi(1),
  impus: [impu(1)],
  generation: 1,
  subjectId: subjectId(1),
  reassignableAt: newYear,
  assignableAt: newYear,
  effectiveAt: newYear,
};

/** Events that real histories in other suites contain seldom or never; those suites check all other types. */
const events: readonly RecordedEvent[] = [
  {
    ...place,
    type: 'HoldExtended',
    data: { ...lease, reassignableAt: (newYear + 60_000) as Instant, guardSeconds: 318, operatorVersion: 2 },
  },
  { ...place, type: 'Expired', data: lease },
  { ...place, type: 'Expired', data: { ...lease, subjectId: null } },
  { ...place, type: 'PoolSet', data: poolTerms() },
  { ...place, type: 'Refused', data: { poolId: 'pool-a' as PoolId, reason: 'pool-exhausted', count: 3 } },
];

const installationId = '3f0c8e8a-52a1-4f55-9a57-0d9a4c1de001';
const origin = { source: eventSourceOf(installationId), schemasUrl: 'http://allocator.example/v1/schemas' };

describe('the schemas of event documents', () => {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const documentOf = (event: RecordedEvent) =>
    JSON.parse(encodeEvent(event, genesisHash, origin)) as { data: object; source: string };
  const compiled = (type: EventType) => ajv.compile(eventJsonSchema(type, '1') as object);

  it.each(types)('%s has one, with its type', (type) => {
    const schema = eventJsonSchema(type, '1') as { properties: { type: object; data: { required: string[] } } };
    expect(schema.properties.type).toMatchObject({ const: type });
    expect(schema.properties.data.required.length).toBeGreaterThan(1);
    expect(compiled(type)({})).toBe(false);
  });

  it.each(events)('a document of $type is valid by its JSON Schema and in code', (event) => {
    const isValid = compiled(event.type);
    isValid(documentOf(event));
    expect(isValid.errors).toBeNull();
    expect(eventDocument(event.type).safeParse(documentOf(event)).error).toBeUndefined();
  });

  it('accept the source of any installation, and that of version 0.1', () => {
    const document = documentOf(events[0] as RecordedEvent);
    expect(document.source).toBe(`/ims-identity-allocator/${installationId}`);
    const isValid = compiled('HoldExtended');
    const accepted = (source: string) => [
      isValid({ ...document, source }),
      eventDocument('HoldExtended').safeParse({ ...document, source }).success,
    ];
    expect(accepted('/ims-identity-allocator')).toEqual([true, true]);
    for (const source of [
      '',
      '/',
      '/ims-identity-allocator/',
      '/ims-identity-allocator/a',
      `/other/${installationId}`,
    ]) {
      expect([source, ...accepted(source)]).toEqual([source, false, false]);
    }
  });

  it('accept a document of a later version with more members', () => {
    const document = documentOf(events[0] as RecordedEvent);
    const later = { ...document, traceparent: '00-ab', data: { ...document.data, reason: 'raised' } };
    expect(compiled('HoldExtended')(later)).toBe(true);
  });

  it.each([
    ['Assigned', '2'],
    ['Assigned', ''],
    ['assigned', '1'],
    ['__proto__', '1'],
    ['constructor', '1'],
    ['', '1'],
  ])('do not exist for another name or version: "%s" "%s"', (type, version) => {
    expect(eventJsonSchema(type, version)).toBeUndefined();
  });
});

describe('the comparison of an event with its published schema', () => {
  type Schema = z.ZodObject<{ impi: z.ZodString; bound: z.ZodString }>;

  /** Controls for `EventDrift`: without the drift, the type is `never` and the value does not compile. */
  it('names each member that is missing on one side, or has another type', () => {
    const unpublished: Drift<{ readonly impi: string; readonly bound: Instant; readonly extra: number }, Schema> =
      'extra';
    const missing: Drift<{ readonly bound: Instant }, Schema> = 'impi';
    const another: Drift<{ readonly impi: number; readonly bound: Instant }, Schema> = 'impi';
    const optional: Drift<{ readonly impi: string; readonly bound?: Instant }, Schema> = 'bound';
    expect([unpublished, missing, another, optional]).toEqual(['extra', 'impi', 'impi', 'bound']);
  });

  it('finds nothing where both agree', () => {
    // @ts-expect-error: the type of this drift is `never`
    const none: Drift<{ readonly impi: string; readonly bound: Instant }, Schema> = 'bound';
    expect(none).toBe('bound');
  });
});
