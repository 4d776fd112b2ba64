import { describe, expect, it } from '@jest/globals';
import { readQuestion } from '../../src/pages/who-held/read-question.js';

const fields = { name: 'web-1@ims.example', at: '', knownAt: '', reason: ' case 1 ' };
const atOf = (at: string): unknown => {
  const read = readQuestion({ ...fields, at });
  return 'question' in read ? read.question.at : read.faults.at;
};

describe('the question for a holder', () => {
  it('names an IMPI, or an IMPU by its scheme', () => {
    expect(readQuestion(fields)).toEqual({ question: { impi: 'web-1@ims.example', reason: 'case 1' } });
    expect(readQuestion({ ...fields, name: ' SIP:web-1@ims.example ' })).toMatchObject({
      question: { impu: 'SIP:web-1@ims.example' },
    });
    expect(readQuestion({ ...fields, name: 'tel:+491234' })).toMatchObject({ question: { impu: 'tel:+491234' } });
    expect(readQuestion({ ...fields, name: ' ' })).toHaveProperty('faults.name');
  });

  it('reads instants as UTC', () => {
    expect(atOf('2026-11-27 10:05:00')).toBe('2026-11-27T10:05:00.000Z');
    expect(atOf('2026-11-27T10:05:00.123Z')).toBe('2026-11-27T10:05:00.123Z');
    expect(atOf('2026-11-27 10:05 UTC')).toBe('2026-11-27T10:05:00.000Z');
    expect(atOf('2026-11-27')).toBe('2026-11-27T00:00:00.000Z');
    expect(atOf('')).toBeUndefined();
  });

  it('refuses what is no instant, and offsets', () => {
    for (const text of ['yesterday', '2026-02-30', '2026-11-27 25:00', '2026-11-27 10:05+01:00', '27.11.2026']) {
      expect(atOf(text)).toMatch(/^Write UTC/);
    }
  });
});
