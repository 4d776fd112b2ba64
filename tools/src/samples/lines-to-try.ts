import { resolve } from 'node:path';

/** What to try on the service that has just started with the sample data: each line can be pasted as it is, in this order. */
export function linesToTry({ baseUrl, localDir }: { baseUrl: string; localDir: string }): readonly string[] {
  const key = `-H "Idempotency-Key: $(node -p 'crypto.randomUUID()')"`;
  const subject = `-H 'content-type: application/json' -d '{"subject":{"kind":"authenticated","ref":"user-4711"}}'`;
  const as = (caller: string): string => `-H "Authorization: Bearer $${caller}"`;
  // Whoever pastes it may be in another shell than the one in which LOCAL_DIR was set.
  const where = localDir === resolve('.local') ? '' : `LOCAL_DIR='${localDir}' `;
  const token = (role: string): string => `$(${where}npm run --silent token -- --role ${role})`;
  return [
    '',
    'Tokens for two callers, a WWSF and an auditor (in the folder of this repository):',
    `  wwsf=${token('wwsf --wwsf wwsf-a')}; auditor=${token('auditor')}`,
    'Lend an identity of the sample pool to a user (who keeps it when asking again):',
    `  assignment=$(curl -s ${as('wwsf')} ${key} ${subject} ${baseUrl}/v1/pools/pool-a/assignments); echo "$assignment"`,
    'The user is gone, says the WWSF: a hint, which leaves reassignableAt where it is:',
    `  curl -s -X POST ${as('wwsf')} ${key} ${baseUrl}/v1/assignments/$(echo "$assignment" | cut -d'"' -f4)/release; echo`,
    'What the pool has now, and what happened in its lane after the import:',
    `  curl -s ${as('auditor')} ${baseUrl}/v1/pools/pool-a/availability; echo`,
    `  curl -s ${as('auditor')} '${baseUrl}/v1/events?lane=6&after=1501&limit=10'`,
    `All calls: ${baseUrl}/docs; two WWSFs and an eP-CSCF at work for half a minute: npm run demo`,
    '',
  ];
}
