/** What a suite or test lacks that is too long for each run: `EVERY_FAULT=1 npm test -- test/fault` runs it too. */
export const everyFault: string | undefined =
  process.env['EVERY_FAULT'] === '1' ? undefined : 'it is long, and runs with EVERY_FAULT=1';
