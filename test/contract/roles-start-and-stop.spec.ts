import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../support/test-database.js';
import { startService } from '../support/service-process.js';

const roles = ['api', 'relay', 'scheduler', 'projector'];
/** Each role alone, all but one, and all: a part that depends on another role, or disturbs one, is found by one of them. */
const combinations = [
  ...roles,
  ...roles.map((without) => roles.filter((role) => role !== without).join()),
  roles.join(),
];

describe('a process with the roles', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  }, 60_000);
  afterAll(() => database.drop());

  it.each(combinations)(
    '%s starts, becomes ready, and stops with exit code 0 and without a warning',
    async (ROLES) => {
      const service = await startService({ DATABASE_URL: database.url, ROLES });
      const isApi = ROLES.split(',').includes('api');
      const { status } = await fetch(`${service.baseUrl}/v1/lanes`);
      expect(status).toBe(isApi ? 401 : 404);
      // The document is made when it is first requested.
      if (isApi) expect((await fetch(`${service.baseUrl}/docs-json`)).status).toBe(200);
      expect(await service.stop()).toBe(0);
      const lines = service
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { level: string; code: string });
      expect(lines.filter(({ level }) => level !== 'info')).toEqual([]);
      expect(lines.map(({ code }) => code)).toEqual(['kafka-off', 'started', 'stopped']);
    },
    40_000,
  );

  it('stops with exit code 0 while streams of events and idle connections are open', async () => {
    const service = await startService({ DATABASE_URL: database.url, AUTH: 'off' });
    const followers = await Promise.all(
      Array.from({ length: 5 }, () => fetch(`${service.baseUrl}/v1/events?lane=0&follow=true`)),
    );
    const ended = Promise.all(followers.map((answer) => answer.text()));
    expect(await service.stop()).toBe(0);
    expect(await ended).toEqual(followers.map(() => ''));
  }, 40_000);
});
