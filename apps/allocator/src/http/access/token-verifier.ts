import { hash } from 'node:crypto';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { AuthSettings } from '../../config/auth-settings.js';
import type { Caller } from './caller.js';
import { callerOf } from './caller.js';
import { KeysUnavailableError, issuerKeys } from './issuer-keys.js';
import { faultOfTimes } from './token-times.js';

/** Only asymmetric ones: a service that can verify a token must not be able to issue one. `none` is not among them. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const rememberedMax = 10_000;
/** How long a verified token is accepted before it is verified again, so that tokens of a withdrawn key end. */
export const rememberedMsMax = 60_000;

/** The token is refused. The message gives the reason to the caller and contains no part of the token. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

export interface Verified {
  readonly caller: Caller;
  /** Milliseconds since 1970; the token is refused from this time on. */
  readonly endsAt: number;
}

/** Verifies access tokens (RFC 9068): JWTs of one issuer for one audience, by this process's clock. */
export class TokenVerifier {
  /** By the token's SHA-256: the kept value authenticates no one. */
  private readonly remembered = new LRUCache<string, Verified>({ max: rememberedMax, ttl: rememberedMsMax });
  private readonly keys: JWTVerifyGetKey;

  constructor(private readonly settings: AuthSettings) {
    this.keys = issuerKeys(settings.keys);
  }

  /** A token that was verified within `rememberedMsMax`; undefined otherwise. */
  remember(token: string): Verified | undefined {
    const verified = this.remembered.get(hash('sha256', token, 'base64url'));
    return verified !== undefined && Date.now() < verified.endsAt ? verified : undefined;
  }

  /** Throws `TokenRefusedError`, or `KeysUnavailableError` if no token can be verified. */
  async verify(token: string): Promise<Verified> {
    const { issuer, audience, leewaySeconds } = this.settings;
    const { payload } = await jwtVerify(token, this.keys, {
      algorithms,
      typ: 'at+jwt',
      issuer,
      audience,
      clockTolerance: leewaySeconds,
      requiredClaims: ['exp'],
    }).catch((error: unknown) => {
      throw error instanceof KeysUnavailableError
        ? error
        : new TokenRefusedError(this.whyRefused(error), { cause: error });
    });
    const caller = this.faultOfTimes(payload) ?? callerOf(payload);
    if (typeof caller === 'string') throw new TokenRefusedError(caller);
    const verified = { caller, endsAt: ((payload.exp ?? 0) + leewaySeconds) * 1_000 };
    this.remembered.set(hash('sha256', token, 'base64url'), verified);
    return verified;
  }

  private whyRefused(error: unknown): string {
    if (error instanceof errors.JWTExpired) return 'the token has expired';
    if (!(error instanceof errors.JWTClaimValidationFailed))
      return "the token is not signed with a key of this service's issuer";
    const { claim, reason, payload } = error;
    if (claim === 'typ') return 'invalid header parameter `typ`: must be at+jwt';
    if (reason === 'missing') return `missing claim \`${claim}\``;
    const isTime = claim === 'exp' || claim === 'nbf' || claim === 'iat';
    const particular = claim === 'nbf' ? ': the token is not valid yet' : '';
    return (isTime ? this.faultOfTimes(payload) : undefined) ?? `invalid claim \`${claim}\`${particular}`;
  }

  private faultOfTimes(payload: JWTPayload): string | undefined {
    return faultOfTimes(payload, Date.now() / 1_000, this.settings.leewaySeconds);
  }
}
