import { resolve } from 'node:path';

/** Commands to try on a service with the sample data; each line can be pasted as it is, in this order. */
export function linesToTry({ baseUrl, localDir }: { baseUrl: string; localDir: string }): readonly string[] {
  const key = `-H "Idempotency-Key: $(node -p 'crypto.randomUUID()')"`;
  const subject = `-H 'content-type: application/json' -d '{"subject":{"kind":"authenticated","ref":"user-4711"}}'`;
  const as = (caller: string): string => `-H "Authorization: Bearer $${caller}"`;
  // The shell in which they are pasted may not have LOCAL_DIR set.
  const where = localDir === resolve('.local') ? '' : `LOCAL_DIR='${localDir}' `;
  const token = (role: string): string => `$(${where}npm run --silent token -- --role ${role})`;
  return [
    '',
    'Get tokens for a WWSF and an auditor (run this in the folder of the repository):',
    `  wwsf=${token('wwsf --wwsf wwsf-a')}; auditor=${token('auditor')}`,
    'Assign an identity of the sample pool to a user (repeat it: the user keeps the identity):',
    `  assignment=$(curl -s ${as('wwsf')} ${key} ${subject} ${baseUrl}/v1/pools/pool-a/assignments); echo "$assignment"`,
    'Release it because the user left (only a hint: reassignableAt stays the same):',
    `  curl -s -X POST ${as('wwsf')} ${key} ${baseUrl}/v1/assignments/$(echo "$assignment" | cut -d'"' -f4)/release; echo`,
    'Show the availability of the pool, and the events of its lane after the import:',
    `  curl -s ${as('auditor')} ${baseUrl}/v1/pools/pool-a/availability; echo`,
    `  curl -s ${as('auditor')} '${baseUrl}/v1/events?lane=6&after=1501&limit=10'`,
    `All calls: ${baseUrl}/docs. A demo with two WWSFs and an eP-CSCF, 30 seconds: npm run demo`,
    '',
  ];
}
