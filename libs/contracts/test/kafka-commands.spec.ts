import { describe, expect, it } from '@jest/globals';
import type { WwsfId } from '@allocator/domain';
import { commandId } from '@allocator/testing';
import { assignmentCommandAnswer, kafkaOutcome, kafkaOutcomeText, parseKafkaCommand } from '../src/index.js';

const wwsfId = 'wwsf-a' as WwsfId;
const subject = { kind: 'authenticated', ref: 'alice' };
const parseBytes = (bytes: Uint8Array | null) => parseKafkaCommand(bytes, wwsfId);
const parse = (value: unknown) => parseBytes(Buffer.from(JSON.stringify(value)));

const id = commandId(1);
const assign = { commandId: id, type: 'Assign', poolId: 'pool-a', subject };
const release = { commandId: id, type: 'Release', assignmentId: '6-42' };

describe('a record of a WWSF’s commands topic', () => {
  it('is a command of the WWSF of the topic', () => {
    expect(parse(assign)).toEqual({
      kind: 'command',
      command: { ...assign, wwsfId },
    });
    expect(parse(release)).toEqual({ kind: 'command', command: { ...release, wwsfId } });
    expect(parse({ ...release, type: 'Prolong' })).toMatchObject({
      command: { type: 'Prolong', assignmentId: '6-42' },
    });
  });

  it('can name the pool of an assignment; only the assignment’s id counts', () => {
    expect(parse({ ...release, poolId: 'pool-a' })).toEqual({ kind: 'command', command: { ...release, wwsfId } });
  });

  it.each([
    ['nothing', null],
    ['no bytes', new Uint8Array()],
    ['no JSON', Buffer.from('{"commandId":')],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('with %s is not JSON', (_, bytes) => {
    expect(parseBytes(bytes)).toMatchObject({ kind: 'dead-letter', reason: 'not-json', detail: expect.any(String) });
  });

  it.each(['Indicate', 'assign', '', 7, null])('of the type %j has an unknown type', (type) => {
    expect(parse({ ...assign, type })).toMatchObject({ kind: 'dead-letter', reason: 'unknown-type' });
  });

  it.each<[string, unknown, RegExp]>([
    ['no type', { commandId: id, poolId: 'pool-a', subject }, /^type: /],
    ['no command id', { ...assign, commandId: undefined }, /^commandId: /],
    ['a command id that is no UUID', { ...assign, commandId: 'x' }, /^commandId: must be a UUID$/],
    ['no pool', { ...assign, poolId: undefined }, /^poolId: /],
    ['no assignment', { ...release, assignmentId: undefined }, /^assignmentId: /],
    ['a member too many', { ...assign, wwsfId: 'wwsf-b' }, /wwsfId/],
    ['an array around it', [assign], /./],
    ['null', null, /./],
    ['a number', 7, /./],
  ])('with %s is an invalid command, with the reason', (_, value, detail) => {
    expect(parse(value)).toEqual({
      kind: 'dead-letter',
      reason: 'invalid-command',
      detail: expect.stringMatching(detail),
    });
  });
});

describe('a record that is expensive to parse', () => {
  it.each([
    ['nested', '['.repeat(30_000) + ']'.repeat(30_000), 'the value is nested deeper than 5 levels'],
    ['wide', `[${'0,'.repeat(30_000)}0]`, 'the value has more than 10000 members and items'],
  ])('because it is %s is a dead letter before it is parsed', (_, value, detail) => {
    expect(parseBytes(Buffer.from(value))).toEqual({ kind: 'dead-letter', reason: 'invalid-command', detail });
  });
});

describe('an outcome record', () => {
  it('has the status and body of the answer over HTTP', () => {
    const answer = assignmentCommandAnswer({ kind: 'refused', refusal: { code: 'not-your-pool' } });
    const value: unknown = JSON.parse(kafkaOutcomeText(id, answer));
    expect(value).toEqual({ commandId: id, ...answer });
    expect(kafkaOutcome.safeParse(value).success).toBe(true);
  });
});
