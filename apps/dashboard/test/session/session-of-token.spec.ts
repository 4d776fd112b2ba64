import { describe, expect, it } from '@jest/globals';
import { sessionOfToken } from '../../src/session/session-of-token.js';
import { tokenOf } from './token-of.js';

describe('the session of an access token', () => {
  it('has its roles, without unknown ones, and its tenants', () => {
    const given = tokenOf({ sub: 'Zoë ÿ>?', roles: ['ims-operator', 'admin'], operator_id: 'op-a' });
    expect(sessionOfToken(given)).toEqual({
      roles: new Set(['ims-operator']),
      wwsfId: null,
      operatorId: 'op-a',
      subject: 'Zoë ÿ>?',
      accessToken: given,
      end: null,
    });
  });

  it.each([
    [tokenOf({ sub: 'a', roles: ['admin'] }), 'Your account has no role in this service'],
    [tokenOf({ sub: 'a' }), 'Your account has no role in this service'],
    [tokenOf({ sub: 'a', roles: 'auditor' }), 'Your account has no role in this service'],
    ['an-opaque-token', 'an access token that is not a JWT'],
    ['a.%%.b', 'an access token that is not a JWT'],
  ])('%s is refused: %s', (given, reason) => {
    expect(() => sessionOfToken(given)).toThrow(reason);
  });
});
