import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, parse } from 'node:path';
import type { TokenOf } from '../service/local-issuer.js';
import { repositoryRoot } from '../process/repository-root.js';

const samples = join(repositoryRoot, 'samples');
/** All samples are one operator's. */
const sampleOperator = 'op-a';
const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.ndjson': 'application/x-ndjson',
};

/**
 * Loads the sample data into a running service; loading them again changes nothing. A file's folder says what it is and
 * its name is the id: `samples/pools/pool-a.json` is the body of `PUT /v1/pools/pool-a`. Throws with what the service
 * answered where it refuses a file or a row of it.
 * @param token makes tokens for the operator whose samples they are
 * @param tell gets a short line for each file
 */
export async function loadSamples(
  baseUrl: string,
  token: (of: TokenOf) => Promise<string>,
  tell: (line: string) => void = (line) => console.log(line),
): Promise<void> {
  const authorization = `Bearer ${await token({ roles: ['ims-operator'], operatorId: sampleOperator })}`;
  // An agreement needs its operator, and a pool its agreement.
  for (const kind of ['operators', 'agreements', 'pools'] as const) {
    for (const { id, file } of filesOf(kind)) {
      const answer = await send('PUT', `${baseUrl}/v1/${kind}/${id}`, file, authorization);
      tell(`  ${file}: ${termsVerdict(answer)}`);
    }
  }
  for (const { id, file } of filesOf('identities')) {
    const answer = await send('POST', `${baseUrl}/v1/pools/${id}/identities`, file, authorization);
    tell(`  ${file}: ${importVerdict(file, answer)}`);
  }
}

/** The files of one folder of the samples, by name; `file` is the path in the repository. */
function filesOf(folder: string): { readonly id: string; readonly file: string }[] {
  return readdirSync(join(samples, folder))
    .sort()
    .map((name) => ({ id: parse(name).name, file: `samples/${folder}/${name}` }));
}

type Answer = Readonly<Record<string, unknown>>;

async function send(method: string, url: string, file: string, authorization: string): Promise<Answer> {
  const contentType = contentTypes[extname(file)];
  if (contentType === undefined) throw new Error(`${file}: no content type is known for its extension`);
  const body = readFileSync(join(repositoryRoot, file));
  const answer = await fetch(url, { method, headers: { authorization, 'content-type': contentType }, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${file}: ${method} ${url} was answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

function termsVerdict({ version, tokenLifetimeSeconds, guardSeconds, lane }: Answer): string {
  const told = { version, guardSeconds, tokenLifetimeSeconds, lane };
  return Object.entries(told)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

function importVerdict(file: string, answer: Answer): string {
  const rejected = answer['rejected'] as readonly object[];
  if (rejected.length > 0) throw new Error(`${file}: rows were rejected, the first: ${JSON.stringify(rejected[0])}`);
  return `received ${String(answer['received'])}, imported ${String(answer['imported'])}, already present ${String(answer['alreadyPresent'])}`;
}
