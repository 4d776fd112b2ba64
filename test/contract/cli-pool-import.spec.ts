import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { accessToken, imsOperator } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import type { Ended } from '../support/start-program.js';
import { cliMain, startCli } from '../support/start-cli.js';

const dir = mkdtempSync(join(tmpdir(), 'allocator-cli-'));
let running: RunningService;
let operator: Record<string, string>;

beforeAll(async () => {
  running = await runService({ ROLES: 'api' });
  for (const poolId of ['pool-a', 'pool-b']) await running.api.setUpPool({ poolId, identities: 0 });
  operator = envOf('op-pool-a');
}, 60_000);
afterAll(async () => {
  await running.end();
  rmSync(dir, { recursive: true });
});

function envOf(operatorId: string): Record<string, string> {
  return { ALLOCATOR_URL: running.process.baseUrl, ALLOCATOR_TOKEN: accessToken(imsOperator(operatorId)) };
}

function allocator(args: readonly string[], env: Readonly<Record<string, string>> = operator): Promise<Ended> {
  return startCli(args, env).ended;
}

const row = (serial: number): string => `${impi(serial)},${impu(serial)}`;
const rows = (from: number, count: number): string[] => Array.from({ length: count }, (_, index) => row(from + index));

function file(name: string, lines: readonly string[]): string {
  const path = join(dir, name);
  writeFileSync(path, lines.join('\n') + '\n');
  return path;
}

describe('allocator pool import', () => {
  it('imports a file of two chunks, and keeps refused rows with their line and reason', async () => {
    const lines = rows(1, 11_000);
    [lines[2], lines[10_000], lines[10_499]] = ['no-impu@op.example', 'web-1,sip:x@op.example', '"a,b'];
    const path = file('numbers.csv', ['impi,impu', '', ...lines]);
    const first = await allocator(['pool', 'import', path, '--pool', 'pool-a']);
    expect([first.exitCode, first.out]).toEqual([
      1,
      `received 11,000, imported 10,997, already present 0, refused 3\nthe refused rows, with reasons: ${path}.rejected.csv\n`,
    ]);
    const [header, ...refused] = readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\n');
    expect(header).toBe('row,code,detail,line');
    expect(refused).toEqual([
      expect.stringMatching(/^3,no-impu,.*,no-impu@op.example$/),
      expect.stringMatching(/^10001,impi-malformed,.*,"web-1,sip:x@op.example"$/),
      expect.stringMatching(/^10500,row-malformed,.*,"""a,b"$/),
    ]);

    const again = await allocator(['pool', 'import', path, '--pool', 'pool-a']);
    expect([again.exitCode, again.out.split('\n')[0]]).toEqual([
      1,
      'received 11,000, imported 0, already present 10,997, refused 3',
    ]);
  }, 60_000);

  it('can be interrupted, prints where to resume, and resumes there', async () => {
    const path = file('many.csv', rows(100_001, 30_000));
    const args = ['pool', 'import', path, '--pool', 'pool-b'];
    const { child, ended } = startCli(args, envOf('op-pool-b'));
    const total = async () => (await running.api.get('/v1/pools/pool-b/availability')).body['total'] as number;
    await eventually(async () => (await total()) > 10_000, 30_000, 'more than a chunk');
    child.kill('SIGINT');
    const stopped = await ended;
    const [, fromRow = ''] = /^stopped before row (\d+): continue with --from-row \1\n$/.exec(stopped.out) ?? [];
    expect([stopped.exitCode, Number(fromRow) % 10_000]).toEqual([130, 1]);
    expect(await total()).toBeLessThan(30_000);

    const resumed = await allocator([...args, '--from-row', fromRow], envOf('op-pool-b'));
    expect([resumed.exitCode, resumed.out]).toEqual([0, expect.stringContaining('refused 0')]);
    expect(await total()).toBe(30_000);
  }, 90_000);

  it('accepts NDJSON', async () => {
    const path = file('rows.ndjson', [JSON.stringify({ impi: impi(90_001), impus: [impu(90_001)] })]);
    const ended = await allocator(['pool', 'import', path, '--pool', 'pool-a']);
    expect([ended.exitCode, ended.out]).toEqual([0, 'received 1, imported 1, already present 0, refused 0\n']);
  });

  it('reads line ends, headers, empty lines and invalid text as the service does', async () => {
    const path = join(dir, 'classic.csv');
    const [first, second, third] = rows(91_001, 3);
    const text = `impi,impu,\r${first ?? ''},,\r,,\rm\xfcller@op.example,sip:m@op.example\r\n${second?.replace(',', ';') ?? ''}\n${third ?? ''}`;
    writeFileSync(path, text, 'latin1');
    const ended = await allocator(['pool', 'import', path, '--pool', 'pool-a']);
    expect([ended.exitCode, ended.out.split('\n')[0]]).toEqual([
      1,
      'received 4, imported 2, already present 0, refused 2',
    ]);
    expect(readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\n').slice(1)).toEqual([
      expect.stringMatching(/^2,row-malformed,.*is not UTF-8/),
      expect.stringMatching(/^3,row-malformed,.*separated by/),
    ]);
  });

  it.each<[string, string | Buffer, string]>([
    ['empty.csv', '', 'has no rows'],
    ['header.csv', 'impi,impu\r,,\r', 'has no rows'],
    ['semicolons.csv', 'impi;impu\n', 'the fields are separated by ";": separate them by commas'],
    ['utf16.csv', Buffer.from(`\uFEFF${row(91_010)}\n`, 'utf16le'), 'the file is UTF-16: save it as UTF-8'],
    ['json.csv', '{"impi":"a@op.example","impus":[]}\n', 'import the file as NDJSON'],
  ])('sends nothing of %s, and prints the reason', async (name, content, words) => {
    const path = join(dir, name);
    writeFileSync(path, content);
    const ended = await allocator(['pool', 'import', path, '--pool', 'pool-a']);
    expect([ended.exitCode, ended.out, ended.err]).toEqual([2, '', expect.stringContaining(words)]);
  });

  it('has nothing to do after the last row, and prints where the rows end', async () => {
    const args = ['pool', 'import', file('three.csv', rows(91_020, 3)), '--pool', 'pool-a', '--from-row'];
    const behind = await allocator([...args, '4']);
    expect([behind.exitCode, behind.out]).toEqual([0, 'received 0, imported 0, already present 0, refused 0\n']);
    const beyond = await allocator([...args, '5']);
    expect([beyond.exitCode, beyond.err]).toEqual([
      2,
      expect.stringContaining('has 3 rows: --from-row 5 is beyond the end'),
    ]);
  });

  it('retries while the service is busy', async () => {
    const answers = [503, 429, 200];
    const server = createServer((request, response) => {
      request.resume().once('end', () => {
        response.writeHead(answers.shift() ?? 500, { 'retry-after': '0', 'content-type': 'application/json' });
        response.end(JSON.stringify({ received: 1, imported: 1, alreadyPresent: 0, rejected: [] }));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const args = ['pool', 'import', file('one.csv', [row(1)]), '--pool', 'pool-a'];
    const ended = await allocator(args, { ...operator, ALLOCATOR_URL: url });
    server.close();
    expect([ended.exitCode, answers]).toEqual([0, []]);
  });

  it.each<[string, string, (env: Record<string, string>) => Record<string, string>, string]>([
    [
      'without a token',
      'pool-a',
      ({ ALLOCATOR_URL = '' }) => ({ ALLOCATOR_URL }),
      'Set ALLOCATOR_TOKEN to an access token, or give --token-file or --profile.',
    ],
    ['with a malformed token', 'pool-a', (env) => ({ ...env, ALLOCATOR_TOKEN: 'x' }), '(unauthenticated)'],
    ['into an unknown pool', 'pool-none', (env) => env, '(pool-not-found)'],
    ['into a pool of another operator', 'pool-b', (env) => env, '(pool-not-found)'],
  ])('%s: prints the answer of the service', async (_, pool, env, words) => {
    const args = ['pool', 'import', file('refused.csv', [row(1)]), '--pool', pool];
    const ended = await allocator(args, env(operator));
    expect([ended.exitCode, ended.err]).toEqual([3, expect.stringContaining(words)]);
    expect(ended.err).not.toContain(' at ');
  });

  it.each([
    [['pool', 'import', 'nowhere.csv', '--pool', 'pool-a'], 'nowhere.csv is not a file'],
    [['pool', 'import', cliMain, '--pool', 'pool-a'], 'give --format csv or --format ndjson'],
    [['pool', 'import', cliMain], "required option '--pool <id>' not specified"],
    [['pool', 'import', cliMain, '--pool', 'pool-a', '--from-row', '0'], 'Rows are counted from 1.'],
    [['pool', 'import', cliMain, '--pool', 'pool-a', '--format', 'xml'], 'Allowed choices are csv, ndjson.'],
    [['pool', 'destroy'], "unknown command 'destroy'"],
    [['pool', 'availability', 'pool-a', '--url', 'nowhere'], '--url is not a URL'],
  ])('rejects the arguments %j', async (args, words) => {
    const ended = await allocator(args);
    expect([ended.exitCode, ended.err]).toEqual([2, expect.stringContaining(words)]);
  });

  it('prints help', async () => {
    const ended = await allocator(['pool', 'import', '--help']);
    expect([ended.exitCode, ended.out]).toEqual([0, expect.stringContaining('Examples:')]);
  });

  it('ends as it would have when the reader of its help has left', async () => {
    const child = spawn(process.execPath, [cliMain, 'pool', 'import', '--help'], { env: operator, stdio: 'pipe' });
    child.stdout.destroy();
    const [complaints, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([exitCode, complaints]).toEqual([0, '']);
  });
});

describe('allocator pool availability', () => {
  it('fails if its answer cannot be written, as on a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const args = [cliMain, 'pool', 'availability', 'pool-a'];
    const child = spawn(process.execPath, args, { env: operator, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const [complaints, [exitCode]] = await Promise.all([text(child.stderr as Readable), once(child, 'close')]);
    expect([exitCode, complaints]).toEqual([2, expect.stringMatching(/^the output cannot be written: ENOSPC/)]);
  });

  it('prints the counts, as text and as JSON', async () => {
    const table = await allocator(['pool', 'availability', 'pool-a']);
    expect([table.exitCode, table.out]).toEqual([0, expect.stringMatching(/^total +\d+\nassignable +\d+\n/)]);
    const json = await allocator(['pool', 'availability', 'pool-a', '--json']);
    expect(JSON.parse(json.out)).toEqual((await running.api.get('/v1/pools/pool-a/availability')).body);
  });
});
