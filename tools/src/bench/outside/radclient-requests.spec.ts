import { describe, expect, it } from '@jest/globals';
import { acceptedIn, radclientRequests } from './radclient-requests.js';

const summary =
  'Packet summary:\n\tAccepted      : 2000\n\tRejected      : 0\n\tLost          : 1\n\tPassed filter : 2000\n\tFailed filter : 0\n';

describe('radclient', () => {
  it('reads one request after an empty line, each of another user', () => {
    const requests = radclientRequests(40, 2).split('\n\n');
    expect(requests).toHaveLength(2);
    expect(requests[0]).toMatch(/^User-Name = "user-41@.*NAS-Port = 41$/ms);
    expect(requests[1]).toMatch(/^User-Name = "user-42@.*NAS-Port = 42$/ms);
  });

  it('counts the accepted ones', () => {
    expect(acceptedIn(summary)).toBe(2_000);
    expect(() => acceptedIn('radclient: Failed to find IP address')).toThrow(/no summary.*Failed/s);
  });
});
