import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    expect(profile.url).toBe(url);
    expect(await tokenOf(profile.token).get()).toBe(expected);
  });

  it('has a default, and none without a file', () => {
    expect(defaultProfile(env)).toBeUndefined();
    write({ profiles: { a: { url } } });
    expect(defaultProfile(env)).toBeUndefined();
    write({ default: 'a', profiles: { a: { url } } });
    expect(defaultProfile(env)).toEqual({ url, token: undefined });
  });

  it.each<[unknown, string]>([
    ['{', 'is not JSON'],
    [{ profiles: { a: { url, token: 'eyJ' } } }, 'profiles.a.token'],
    [{ profiles: { a: { url: 'allocator.example' } } }, 'profiles.a.url: is an http or https URL'],
    [{ profiles: { a: { url, tokens: {} } } }, 'Unrecognized key'],
    [{ profiles: { b: { url } } }, 'has no profile a: it has b'],
  ])('is refused as %j', (file, words) => {
    write(file);
    expect(() => namedProfile('a', env)).toThrow(words);
  });
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
