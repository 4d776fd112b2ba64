import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '../src/service/service-error.js';
import { changeError } from '../src/terms/change-error.js';

const earlier = new ServiceError('Changed', 412, {
  type: 'about:blank',
  title: 'Changed',
  status: 412,
  code: 'precondition-failed',
});

describe('the error of a change of terms', () => {
  it('is none if the change that came first is shown', () => {
    expect(changeError(earlier, { sent: '"1"', shown: '"2"' })).toBeNull();
  });

  it('says what to do if the terms in force could not be read, also after a second change', () => {
    for (const etag of ['"1"', '"2"']) {
      expect(changeError(earlier, { sent: etag, shown: etag })?.message).toContain('close, and begin again');
    }
  });

  it('is any other refusal as it is', () => {
    const refused = new ServiceError('Infeasible', 422);
    expect(changeError(refused, { sent: '"1"', shown: '"1"' })).toBe(refused);
    expect(changeError(null, { sent: undefined, shown: '"1"' })).toBeNull();
  });
});
