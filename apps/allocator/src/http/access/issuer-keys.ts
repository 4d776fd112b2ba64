import { readFile, stat } from 'node:fs/promises';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';
import type { KeySource } from '../../config/auth-settings.js';

/** Least interval between two fetches. A token with an unknown key causes a fetch, and anyone can send such tokens. */
const fetchAgainMsMin = 1_000;
/** Keys are fetched again after this time: keys that the issuer withdrew are used no longer. */
const keysMsMax = 5 * 60_000;
const fetchMsMax = 5_000;

/** The issuer's keys are unavailable: no token can be verified. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** Throws `KeysUnavailableError` if a file has no keys. A URL may become available later. */
export async function requireKeys(source: KeySource): Promise<void> {
  if (source.kind === 'url') return;
  try {
    await readKeys(source.path);
  } catch (error) {
    throw unavailable(source, error);
  }
}

/** Finds the key that a token names. Keys that the issuer adds or withdraws are noticed without a restart. */
export function issuerKeys(source: KeySource): JWTVerifyGetKey {
  const keys = source.kind === 'url' ? remoteKeys(source.url) : fileKeys(source.path);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (isTokensFault(error)) throw error;
      throw unavailable(source, error);
    }
  };
}

function remoteKeys(url: URL): JWTVerifyGetKey {
  return createRemoteJWKSet(url, {
    cooldownDuration: fetchAgainMsMin,
    cacheMaxAge: keysMsMax,
    timeoutDuration: fetchMsMax,
  });
}

/** Checks the file with every token that it verifies, and reads it again if it has changed. */
function fileKeys(path: string): JWTVerifyGetKey {
  let readAt: string | undefined;
  let keys: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    const { mtimeMs, size, ino } = await stat(path);
    const version = [mtimeMs, size, ino].join(' ');
    if (keys === undefined || version !== readAt) {
      keys = await readKeys(path);
      readAt = version;
    }
    return keys(header, token);
  };
}

async function readKeys(path: string): Promise<JWTVerifyGetKey> {
  return createLocalJWKSet(JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet);
}

function unavailable(source: KeySource, cause: unknown): KeysUnavailableError {
  const place = source.kind === 'url' ? source.url.href : source.path;
  return new KeysUnavailableError(`AUTH_JWKS: issuer keys unavailable at ${place}`, { cause });
}

/** Whether the keys are available, but none of them, or more than one, fits the token. */
function isTokensFault(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
