import { hash } from 'node:crypto';
import type { JWTVerifyGetKey } from 'jose';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from './caller.js';
import { callerOf } from './caller.js';
import type { KeySource } from './issuer-keys.js';
import { KeysUnavailableError, issuerKeys } from './issuer-keys.js';

export interface AuthSettings {
  readonly keys: KeySource;
  /** What a token's `iss` has to be, exactly. */
  readonly issuer: string;
  /** What has to be among a token's `aud`. */
  readonly audience: string;
  /** How far the issuer's clock may differ from this process's. */
  readonly leewaySeconds: number;
}

/** Asymmetric ones alone: who can verify a token must not be able to make one. `none` is none of them. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const rememberedMax = 10_000;
/** A verified token is taken at its word for so long, so that a withdrawn key ends the tokens that it has signed. */
const rememberedMsMax = 60_000;

/** The token says nothing that can be believed; the message says why, to whoever holds it. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

interface Verified {
  readonly caller: Caller;
  /** Milliseconds since 1970: from then on it is refused. */
  readonly endsAt: number;
}

/** Verifies access tokens (RFC 9068): JWTs of one issuer for one audience. Its clock is this process's. */
export class TokenVerifier {
  /** By the token's SHA-256: what is kept lets nobody in. */
  private readonly remembered = new LRUCache<string, Verified>({ max: rememberedMax, ttl: rememberedMsMax });
  private readonly keys: JWTVerifyGetKey;

  constructor(private readonly settings: AuthSettings) {
    this.keys = issuerKeys(settings.keys);
  }

  /** The caller of a token that was verified a moment ago; undefined for any other. */
  remember(token: string): Caller | undefined {
    const verified = this.remembered.get(hash('sha256', token, 'base64url'));
    return verified !== undefined && Date.now() < verified.endsAt ? verified.caller : undefined;
  }

  /** Throws `TokenRefusedError`, or `KeysUnavailableError` where nothing can be said of any token. */
  async verify(token: string): Promise<Caller> {
    const { issuer, audience, leewaySeconds } = this.settings;
    const { payload } = await jwtVerify(token, this.keys, {
      algorithms,
      typ: 'at+jwt',
      issuer,
      audience,
      clockTolerance: leewaySeconds,
      requiredClaims: ['exp'],
    }).catch((error: unknown) => {
      throw error instanceof KeysUnavailableError ? error : new TokenRefusedError(whyRefused(error), { cause: error });
    });
    const caller = callerOf(payload);
    if (typeof caller === 'string') throw new TokenRefusedError(caller);
    const endsAt = ((payload.exp ?? 0) + leewaySeconds) * 1_000;
    this.remembered.set(hash('sha256', token, 'base64url'), { caller, endsAt });
    return caller;
  }
}

function whyRefused(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the token's ${error.claim} is not as it has to be`;
  return "the token is not signed with a key of this service's issuer";
}
