import { describe, expect, it } from '@jest/globals';
import { sessionEndOf, sessionEndText } from '../../src/session/session-end.js';

const minuteMs = 60_000;
/** 14:05 UTC, in seconds since 1970. */
const exp = Date.UTC(2026, 10, 28, 14, 5) / 1_000;
const endMs = exp * 1_000;

describe('the end of a session', () => {
  it('is warned of five minutes before', () => {
    const end = sessionEndOf({ exp, iat: exp - 3_600 });
    expect(sessionEndText(end, endMs - 5 * minuteMs - 1)).toBeUndefined();
    expect(sessionEndText(end, endMs - 5 * minuteMs)).toContain('Your session ends at 14:05 UTC.');
    expect(sessionEndText(end, endMs)).toContain('Your session ended at 14:05 UTC:');
  });

  it('is warned of in the last fifth of a short token', () => {
    const end = sessionEndOf({ exp, iat: exp - 300 });
    expect(sessionEndText(end, endMs - minuteMs - 1)).toBeUndefined();
    expect(sessionEndText(end, endMs - minuteMs)).toContain('ends at 14:05 UTC');
  });

  it('is known without the beginning, and not without the end', () => {
    expect(sessionEndText(sessionEndOf({ exp }), endMs - 5 * minuteMs)).toContain('ends at 14:05 UTC');
    expect(sessionEndOf({ iat: exp })).toBeNull();
    expect(sessionEndText(null, endMs)).toBeUndefined();
  });
});
