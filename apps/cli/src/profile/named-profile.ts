import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CommandError, exitCodes } from '../command/command-error.js';
import type { TokenSource } from './access-token.js';
import { serviceUrl } from './service-url.js';

/** Where a token comes from. The file has no place for a token itself. */
const tokenSource = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ command: z.array(z.string()).min(1) }),
  z.strictObject({ environment: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is the name of a variable') }),
]);

const profile = z.strictObject({
  url: z.string().transform((text, context) => {
    const { url, fault } = serviceUrl(text);
    if (fault === undefined) return url;
    context.addIssue(fault);
    return z.NEVER;
  }),
  token: tokenSource.optional(),
});

const profilesFile = z.strictObject({
  /** The profile of a command that names neither a profile nor an address. */
  default: z.string().optional(),
  profiles: z.record(z.string().min(1), profile),
});

/** An installation of the service, and how its caller gets a token. */
export interface Profile {
  readonly url: URL;
  readonly token: TokenSource | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Path of the file of profiles: ALLOCATOR_PROFILES, or `allocator/profiles.json` in the user's folder of configuration (XDG Base Directory). */
function profilesPath(env: Environment): string {
  if (env['ALLOCATOR_PROFILES']) return env['ALLOCATOR_PROFILES'];
  const home = env['HOME'] ?? homedir();
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'allocator', 'profiles.json');
}

/** The named profile. Throws `CommandError` if there is none, or if the file is invalid. */
export function namedProfile(name: string, env: Environment): Profile {
  const path = profilesPath(env);
  const { profiles } = read(path) ?? { profiles: {} };
  // A name of Object.prototype, as __proto__, is no profile.
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found === undefined) {
    const known = Object.keys(profiles).join(', ');
    throw wrong(`${path} has no profile ${name}: ${known === '' ? 'it has none' : `it has ${known}`}`);
  }
  return { url: found.url, token: found.token && sourceOf(found.token, dirname(path), env) };
}

/** The profile that the file names as its default; undefined if there is none. Throws `CommandError` if the file is invalid. */
export function defaultProfile(env: Environment): Profile | undefined {
  const name = read(profilesPath(env))?.default;
  return name === undefined ? undefined : namedProfile(name, env);
}

function read(path: string): z.infer<typeof profilesFile> | undefined {
  if (!existsSync(path)) return undefined;
  const { data, error } = profilesFile.safeParse(jsonIn(path));
  if (error === undefined) return data;
  const [first] = error.issues;
  throw wrong(
    `${path} is invalid: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}. docs/cli.md shows the format`,
  );
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Not the parser's message: it repeats text of the file, which can be a token that was put into the wrong file.
    throw wrong(`${path} is not JSON, or cannot be read`);
  }
}

/** A relative path is relative to the file of profiles. */
function sourceOf(source: z.infer<typeof tokenSource>, folder: string, env: Environment): TokenSource {
  if ('file' in source)
    return { kind: 'file', path: resolve(folder, source.file.replace(/^~(?=\/)/, env['HOME'] ?? homedir())) };
  if ('command' in source) return { kind: 'command', words: source.command };
  return { kind: 'variable', name: source.environment };
}

function wrong(message: string): CommandError {
  return new CommandError(message, exitCodes.wrongUse);
}
