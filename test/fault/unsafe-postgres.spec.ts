import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OwnPostgres } from '../support/own-postgres.js';
import { refusedStart } from '../support/refused-start.js';

describe('a PostgreSQL server that can lose acknowledged commits', () => {
  let server: OwnPostgres;
  beforeAll(async () => {
    server = await OwnPostgres.start();
  }, 60_000);
  afterAll(() => server.remove());

  it.each([
    ['fsync', 'off'],
    ['full_page_writes', 'off'],
  ])(
    '%s=%s: the service exits with code 2 and one log line that names the setting and what to do',
    async (name, value) => {
      await server.stop();
      await server.startAgain({ [name]: value });
      const { code, output } = await refusedStart({ DATABASE_URL: server.url });
      expect({ code, output }).toEqual({ code: 2, output: expect.any(String) });
      const [line, ...more] = output.split('\n').map((written) => JSON.parse(written) as Record<string, unknown>);
      expect(more).toEqual([]);
      expect(line).toMatchObject({ level: 'error', code: 'start-failed' });
      expect(line?.['msg']).toMatch(new RegExp(`^${name} is ${value}: .*set ${name} = on`));
      expect(line).not.toHaveProperty('err');
    },
    60_000,
  );
});
