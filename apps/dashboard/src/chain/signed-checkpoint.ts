import { fromBase64 } from './pinned-key.js';
import type { TrustedKeys } from './trusted-keys.js';

/** What a signed checkpoint states: the hash of a lane's history at a position. */
export interface SignedCheckpoint {
  readonly lane: number;
  readonly position: number;
  /** SHA-256 of the document at the position. */
  readonly hash: string;
  /** When the document was recorded. */
  readonly time: string;
}

const algorithm = 'Ed25519';
const hashHex = /^[0-9a-f]{64}$/;

/**
 * Undefined if the JWS (RFC 7515, compact) has no valid signature under the key that its `kid` names, or is not a checkpoint.
 */
export async function readCheckpoint(jws: string, keys: TrustedKeys): Promise<SignedCheckpoint | undefined> {
  const [header, payload, signature, ...others] = jws.split('.');
  if (header === undefined || payload === undefined || signature === undefined || others.length > 0) return undefined;
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const signatureBytes = fromBase64(signature);
  const key = keys.get(keyNameIn(jws) ?? '');
  if (signatureBytes === undefined || key === undefined) return undefined;
  if (!(await crypto.subtle.verify({ name: algorithm }, key, signatureBytes, signed))) return undefined;
  return checkpointIn(jsonIn(payload));
}

/** What the JWS states; its signature is not checked. */
export function unverifiedCheckpoint(jws: string): SignedCheckpoint | undefined {
  return checkpointIn(jsonIn(jws.split('.')[1] ?? ''));
}

/** The fingerprint of the key that the JWS names; undefined if it names none, or another algorithm. */
export function keyNameIn(jws: string): string | undefined {
  const fields = jsonIn(jws.split('.')[0] ?? '');
  if (typeof fields !== 'object' || fields === null || !('alg' in fields && 'kid' in fields)) return undefined;
  const { alg, kid } = fields;
  return alg === algorithm && typeof kid === 'string' ? kid : undefined;
}

function checkpointIn(value: unknown): SignedCheckpoint | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('lane' in value && 'position' in value && 'hash' in value && 'time' in value)) return undefined;
  const { lane, position, hash, time } = value;
  if (typeof lane !== 'number' || typeof position !== 'number') return undefined;
  if (typeof hash !== 'string' || !hashHex.test(hash) || typeof time !== 'string') return undefined;
  return { lane, position, hash, time };
}

function jsonIn(base64Url: string): unknown {
  const bytes = fromBase64(base64Url);
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
