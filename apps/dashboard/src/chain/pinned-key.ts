/** The public part of an Ed25519 key (RFC 8037), as far as it identifies it. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  /** The 32 bytes of the key, base64url. */
  readonly x: string;
}

/** This browser has no WebCrypto here, or none with Ed25519. The message says what to do. */
class NoSignaturesError extends Error {
  override readonly name = 'NoSignaturesError';
}

/** The text is neither a fingerprint nor a public key. The message says what is expected. */
export class PinError extends Error {
  override readonly name = 'PinError';
}

/** A key that a reader trusts: by its fingerprint, and by itself where the reader has it. */
export interface PinnedKey {
  readonly fingerprint: string;
  readonly key: PublicJwk | undefined;
}

/** The key's thumbprint (RFC 7638) with SHA-256, base64url: the `kid` of the service's own list. */
export async function fingerprintOf({ crv, kty, x }: PublicJwk): Promise<string> {
  const members = new TextEncoder().encode(JSON.stringify({ crv, kty, x }));
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', members)));
}

/** Throws `NoSignaturesError`. */
export async function verifyingKey({ kty, crv, x }: PublicJwk): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify']);
  } catch (cause) {
    const reason = 'This browser does not verify Ed25519 signatures: use a current one.';
    throw new NoSignaturesError(reason, { cause });
  }
}

const fingerprint = /^[\w-]{43}$/;
const pem = /^-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----$/;
/** Everything of an Ed25519 key in SPKI (RFC 8410) before its 32 bytes. */
const spkiPrefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const keyBytes = 32;

/**
 * Reads what a reader pastes: a fingerprint, or a public key in PEM. Throws `PinError`.
 */
export async function readPin(pasted: string): Promise<PinnedKey> {
  const text = pasted.trim();
  if (fingerprint.test(text)) return { fingerprint: text, key: undefined };
  const key = keyInPem(text);
  if (key === undefined) {
    throw new PinError('Paste a fingerprint (43 characters) or an Ed25519 public key in PEM.');
  }
  return { fingerprint: await fingerprintOf(key), key };
}

function keyInPem(text: string): PublicJwk | undefined {
  const body = pem.exec(text)?.[1];
  const spki = body === undefined ? undefined : fromBase64(body.replaceAll(/\s/g, ''));
  if (spki?.length !== spkiPrefix.length + keyBytes) return undefined;
  if (spkiPrefix.some((byte, index) => spki[index] !== byte)) return undefined;
  return { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(spki.subarray(spkiPrefix.length)) };
}

/** Undefined if it is not base64 or base64url. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
