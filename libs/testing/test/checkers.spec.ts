import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  LaneScenario,
  assign,
  checkChain,
  checkClosing,
  checkOneHolder,
  checkTopicEqualsStore,
  foldIdentities,
  impi,
  indicate,
  prolong,
  release,
} from '@allocator/testing';

/** The checkers against a good history, and against copies of it that must not pass. */
describe('a checker', () => {
  let good: readonly string[];
  beforeAll(async () => {
    const scenario = await LaneScenario.given(2);
    await scenario.when(assign(1));
    await scenario.when(assign(2));
    await (await scenario.at(10)).batch(release(3, '0-3'), prolong(4, '0-4'), indicate(5, impi(2), 1));
    await (await scenario.at(3_600)).batch(assign(6), assign(7), { type: 'ExpireDue', countMax: 10 });
    await (await scenario.at(9_000)).batch({ type: 'ExpireDue', countMax: 10 });
    good = await scenario.on.documents();
    expect(foldIdentities(good)).toEqual(await scenario.on.identities());
  });

  type Told = { type: string; id: string; position: number; time: string; data: Record<string, unknown> };
  /** A copy with the first event of a type changed. */
  const with_ = (type: string, change: (event: Told) => void): string[] => {
    const at = good.findIndex((document) => (JSON.parse(document) as Told).type === type);
    const event = JSON.parse(good[at] ?? '') as Told;
    change(event);
    return good.map((document, index) => (index === at ? JSON.stringify(event) : document));
  };
  const without = (type: string): string[] => {
    const at = good.findIndex((document) => (JSON.parse(document) as Told).type === type);
    return good.filter((_, index) => index !== at);
  };
  /** The last Assigned, lent earlier than it was. */
  const lentEarlier = (): string[] => {
    const at = good.findLastIndex((document) => (JSON.parse(document) as Told).type === 'Assigned');
    const event = JSON.parse(good[at] ?? '') as Told;
    event.data['effectiveAt'] = '2026-01-01T00:00:05.000Z';
    return good.map((document, index) => (index === at ? JSON.stringify(event) : document));
  };

  it('passes a good history', () => {
    expect([checkChain, checkOneHolder, checkClosing].flatMap((check) => check(0, good))).toEqual([]);
    expect(checkTopicEqualsStore(0, good, [...good])).toEqual([]);
  });

  it.each([
    ['a byte that was changed', () => with_('Assigned', ({ data }) => (data['impi'] = 'web-9@ims.op-a.example'))],
    ['an event that is missing', () => without('Released')],
    ['events that changed places', () => [good[1], good[0], ...good.slice(2)].map(String)],
    ['an event that is there twice', () => [...good.slice(0, 3), ...good.slice(2)]],
    ['an event of another lane', () => with_('Expired', (event) => (event.id = '1-7'))],
  ])('of the chain finds %s', (_, tampered) => {
    expect(checkChain(0, tampered())).not.toEqual([]);
  });

  it.each([
    ['two holders at a time', lentEarlier],
    ['a generation that was left out', () => with_('Assigned', ({ data }) => (data['generation'] = 2))],
  ])('of holders finds %s', (_, tampered) => {
    expect(checkOneHolder(0, tampered())).not.toEqual([]);
  });

  it.each([
    ['an expiry that is early', () => with_('Expired', (event) => (event.time = '2026-01-01T00:59:59.999Z'))],
    [
      'an expiry at another bound',
      () => with_('Expired', ({ data }) => (data['effectiveAt'] = '2026-01-01T01:00:01.000Z')),
    ],
    ['a lending that was never closed', () => without('Expired')],
    [
      'a lending that was closed twice',
      () => good.flatMap((d) => ((JSON.parse(d) as Told).type === 'Expired' ? [d, d] : [d])),
    ],
  ])('of closings finds %s', (_, tampered) => {
    expect(checkClosing(0, tampered())).not.toEqual([]);
  });

  it.each([
    ['a record that is missing', () => good.slice(0, -1)],
    ['a record that is there twice', () => [...good, good.at(-1) ?? '']],
    ['a record that differs', () => with_('Expired', (event) => (event.time = '2026-01-01T02:00:00.000Z'))],
  ])('of the topic finds %s', (_, topic) => {
    expect(checkTopicEqualsStore(0, good, topic())).not.toEqual([]);
  });
});
