import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessToken } from '../src/profile/access-token.js';
import type { TokenSource } from '../src/profile/access-token.js';
import { defaultProfile, namedProfile } from '../src/profile/named-profile.js';

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'allocator-profiles-'));
  mkdirSync(join(home, '.config', 'allocator'), { recursive: true });
  env = { HOME: home, TOKEN: 'of-variable' };
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const folder = (): string => join(home, '.config', 'allocator');
const write = (file: unknown): void => {
  writeFileSync(join(folder(), 'profiles.json'), typeof file === 'string' ? file : JSON.stringify(file));
};
const tokenOf = (source: TokenSource | undefined): AccessToken =>
  new AccessToken(source, env, new AbortController().signal);
const url = 'https://allocator.example';

describe('the file of profiles', () => {
  it.each<[object, string]>([
    [{ file: 'token' }, 'of-file'],
    [{ file: '~/.config/allocator/token' }, 'of-file'],
    [{ command: [process.execPath, '-e', 'console.log("of-command")'] }, 'of-command'],
    [{ environment: 'TOKEN' }, 'of-variable'],
  ])('takes the token from %j', async (token, expected) => {
    writeFileSync(join(folder(), 'token'), 'of-file\n');
    write({ profiles: { a: { url, token } } });
    const profile = namedProfile('a', env);
    expect(profile.url).toEqual(new URL(url));
    expect(await tokenOf(profile.token).get()).toBe(expected);
  });

  it('has a default, and none without a file', () => {
    expect(defaultProfile(env)).toBeUndefined();
    write({ profiles: { a: { url } } });
    expect(defaultProfile(env)).toBeUndefined();
    write({ default: 'a', profiles: { a: { url } } });
    expect(defaultProfile(env)).toEqual({ url: new URL(url), token: undefined });
  });

  it.each<[unknown, string]>([
    ['{', 'is not JSON'],
    [{ profiles: { a: { url, token: 'eyJ' } } }, 'profiles.a.token'],
    [{ profiles: { a: { url: 'allocator.example' } } }, 'profiles.a.url: is not a URL'],
    [{ profiles: { a: { url: 'https://user:secret@a.example' } } }, 'profiles.a.url: has a user or password'],
    [{ profiles: { a: { url, tokens: {} } } }, 'Unrecognized key'],
    [{ profiles: { b: { url } } }, 'has no profile a: it has b'],
  ])('is refused as %j', (file, words) => {
    write(file);
    expect(() => namedProfile('a', env)).toThrow(words);
  });
});

it.each(['__proto__', 'constructor'])('%s is no profile, and no variable', async (name) => {
  write({ profiles: { b: { url } } });
  expect(() => namedProfile(name, env)).toThrow(`has no profile ${name}: it has b`);
  await expect(tokenOf({ kind: 'variable', name }).get()).rejects.toThrow(`the variable ${name} has no access token`);
});

describe('an access token', () => {
  it('is read again after the service has refused it', async () => {
    const path = join(home, 'token');
    writeFileSync(path, 'first');
    const token = tokenOf({ kind: 'file', path });
    expect(await token.get()).toBe('first');
    writeFileSync(path, 'second');
    expect(await token.get()).toBe('first');
    expect(token.renew()).toBe(true);
    expect(await token.get()).toBe('second');
    expect(tokenOf({ kind: 'variable', name: 'TOKEN' }).renew()).toBe(false);
  });

  it.each<[TokenSource, string]>([
    [{ kind: 'file', path: '/nowhere/token' }, 'the file /nowhere/token'],
    [{ kind: 'command', words: ['false'] }, 'the command false: exit code 1'],
    [{ kind: 'command', words: ['/nowhere/issuer'] }, 'the command /nowhere/issuer: ENOENT'],
    [{ kind: 'command', words: [process.execPath, '-e', 'process.kill(process.pid)'] }, 'ended by SIGTERM'],
    [{ kind: 'variable', name: 'NONE' }, 'the variable NONE has no access token'],
    [{ kind: 'command', words: ['printf', 'two\nlines'] }, 'the command printf has no access token'],
  ])('is missing: %j', async (source, words) => {
    await expect(tokenOf(source).get()).rejects.toThrow(words);
  });

  it('is missing without a word of what the program was given and wrote', async () => {
    const words = [process.execPath, '-e', 'console.error(process.argv[1]); process.exit(3)', 'client-secret'];
    const message = `no access token: the command ${process.execPath}: exit code 3`;
    await expect(tokenOf({ kind: 'command', words }).get()).rejects.toThrow(new Error(message));
  });
});

describe('the wait for an access token', () => {
  const never = 'setInterval(() => {}, 1_000)';

  it('ends with everything that the command has started, also what ignores the request to end', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String((server.address() as AddressInfo).port);
    const started = `process.on('SIGTERM', () => {}); require('node:net').connect(${port}, '127.0.0.1'); ${never}`;
    const command = `require('node:child_process').spawn(process.execPath, ['-e', process.argv[1]]); ${never}`;
    const stop = new AbortController();
    const token = new AccessToken(
      { kind: 'command', words: [process.execPath, '-e', command, started] },
      env,
      stop.signal,
    ).get();
    const [connection] = (await once(server, 'connection')) as [Socket];
    const gone = once(connection.resume(), 'close');
    stop.abort();
    await expect(token).rejects.toThrow('This operation was aborted');
    await gone;
    server.close();
  });

  it('is limited', async () => {
    const words = [process.execPath, '-e', never];
    const token = new AccessToken({ kind: 'command', words }, env, new AbortController().signal, 200).get();
    await expect(token).rejects.toThrow(`the command ${process.execPath}: no token within 0.2 s`);
  });

  it('can be interrupted while a pipe has no writer, and takes what one writes', async () => {
    const path = join(home, 'pipe');
    execFileSync('mkfifo', [path]);
    const stop = new AbortController();
    const token = new AccessToken({ kind: 'file', path }, env, stop.signal).get();
    stop.abort();
    await expect(token).rejects.toThrow('This operation was aborted');

    const [written] = await Promise.all([tokenOf({ kind: 'file', path }).get(), writeFile(path, 'of-pipe\n')]);
    expect(written).toBe('of-pipe');
  });

  it('ends with the first bytes that are too many', async () => {
    await expect(tokenOf({ kind: 'file', path: '/dev/zero' }).get()).rejects.toThrow('it has more than 16384 bytes');
  });
});
