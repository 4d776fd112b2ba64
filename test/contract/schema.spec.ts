import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnOneServer } from '../support/describe-on-one-server.js';
import { describeSchema } from '../support/describe-schema.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';

const committed = new URL('../../libs/postgres/schema.txt', import.meta.url);

describeOnOneServer('the schema of the tables', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(8);
  });
  afterAll(() => database.drop());

  it('the schema equals the committed one (UPDATE_SCHEMA=1 npm test -- schema rewrites it: review the difference)', async () => {
    const schema = await describeSchema(database.owner);
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(committed, schema);
    expect(schema).toBe(readFileSync(committed, 'utf8'));
  });
});
