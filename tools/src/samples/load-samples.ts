import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, parse } from 'node:path';
import { type TokenOf, ServiceClient, repositoryRoot } from '@allocator/local';

/** All samples are one operator's. */
const sampleOperator = 'op-a';
const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.ndjson': 'application/x-ndjson',
};

/**
 * Loads the sample data into a running service; loading them again changes nothing. The folder of a file says what it is and
 * its name is the id: `samples/pools/pool-a.json` is the body of `PUT /v1/pools/pool-a`. Throws if the service refuses a file
 * or rejects a row.
 * @param token makes tokens for the operator of the samples
 */
export async function loadSamples(baseUrl: string, token: (of: TokenOf) => Promise<string>): Promise<void> {
  const operator = new ServiceClient(baseUrl, {
    token: await token({ roles: ['ims-operator'], operatorId: sampleOperator }),
  });
  // An agreement needs its operator, and a pool its agreement.
  for (const kind of ['operators', 'agreements', 'pools', 'identities'] as const) {
    for (const file of readdirSync(join(repositoryRoot, 'samples', kind)).sort()) {
      const path = `samples/${kind}/${file}`;
      const id = parse(file).name;
      const isImport = kind === 'identities';
      const answer = await operator.must({
        method: isImport ? 'POST' : 'PUT',
        path: isImport ? `/v1/pools/${id}/identities` : `/v1/${kind}/${id}`,
        body: readFileSync(join(repositoryRoot, path)),
        headers: { 'content-type': contentTypeOf(path) },
      });
      console.log(`  ${path}: ${isImport ? importSummary(path, answer) : termsSummary(answer)}`);
    }
  }
}

function contentTypeOf(path: string): string {
  const contentType = contentTypes[extname(path)];
  if (contentType === undefined) throw new Error(`${path}: unknown file extension`);
  return contentType;
}

type Answer = Readonly<Record<string, unknown>>;

function termsSummary(answer: Answer): string {
  return ['version', 'guardSeconds', 'tokenLifetimeSeconds', 'lane']
    .filter((name) => answer[name] !== undefined)
    .map((name) => `${name} ${String(answer[name])}`)
    .join(', ');
}

function importSummary(path: string, answer: Answer): string {
  const rejected = answer['rejected'] as readonly object[];
  if (rejected.length > 0) throw new Error(`${path}: rows were rejected, the first: ${JSON.stringify(rejected[0])}`);
  return `received ${String(answer['received'])}, imported ${String(answer['imported'])}, already present ${String(answer['alreadyPresent'])}`;
}
