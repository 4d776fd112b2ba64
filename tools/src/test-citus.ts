// `npm run test:citus [-- jest's arguments]`: every spec of the service and its store on Citus. `CITUS_URL` is the coordinator of a cluster, as a
// superuser: suites create databases of their own on all of its servers (CONTRIBUTING.md).
const { CITUS_URL: url } = process.env;

if (url === undefined) {
  console.warn('\n***** SKIPPED: every spec on Citus: CITUS_URL is not set *****\n');
} else {
  process.env['DATABASE_URL'] = url;
  // A question is five statements, which Citus plans each time.
  process.env['HOLDER_QUESTIONS'] ??= '2000';
  const namesSpecs = process.argv.slice(3).some((arg) => !arg.startsWith('-'));
  if (!namesSpecs) process.argv.push('test/contract', 'test/e2e');
  await import('./test.js');
}
