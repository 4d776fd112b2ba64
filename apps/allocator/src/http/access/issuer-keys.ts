import { readFile, stat } from 'node:fs/promises';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';
import type { KeySource } from '../../config/auth-settings.js';

/** A token with a key that is not known makes the keys be fetched again, at most so often: anyone can send such tokens. */
const fetchAgainMsMin = 1_000;
/** Keys that the issuer has withdrawn are used no longer than this. */
const keysMsMax = 5 * 60_000;
const fetchMsMax = 5_000;

/** The issuer's keys are unavailable: no token can be verified. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** Throws `KeysUnavailableError` where a file has no keys. What is at a URL may come later. */
export async function demandKeys(source: KeySource): Promise<void> {
  if (source.kind === 'url') return;
  try {
    await readKeys(source.path);
  } catch (error) {
    throw unavailable(source, error);
  }
}

/** The key that a token names. A key that the issuer has added or withdrawn is noticed without a restart. */
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

/** Looked at with every token that is verified anew, and read when it has changed. */
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

/** The keys were read, and none of them, or more than one, is the token's. */
function isTokensFault(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
