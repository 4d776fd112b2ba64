import type { Instant, ReleasedData } from '@allocator/domain';
import { toIso } from '@allocator/domain';

/** A lease before its release, computed from its events. */
export interface LeaseSoFar {
  /** Number of tokens issued so far. */
  readonly tokens: number;
  /** Latest end of these tokens. */
  readonly tokensEndAt: Instant;
  /** `tokensEndAt` plus the guard: from then on no REGISTER with one of the tokens can be accepted. */
  readonly deadAt: Instant;
  /** A token of a former lease can still be in use: its holder took it back, or a raise made former tokens acceptable again. */
  readonly isFormerTokenAlive: boolean;
  /** The IMS operator has revoked it: it lasts to its full bound. */
  readonly isRevoked: boolean;
}

/** The ground that a release states. */
export type Claim = Pick<ReleasedData, 'ground' | 'tokenSequence' | 'indicatedAt' | 'reassignableAt' | 'effectiveAt'>;

/**
 * What is missing in an eP-CSCF's release to prove that no registration of the holder exists and none can follow (docs/adr/0034).
 * Undefined if it is proved. Shares nothing with the code that decided the release.
 */
export function missingEvidence(claim: Claim, lease: LeaseSoFar): string | undefined {
  if (lease.isFormerTokenAlive) return 'a token of a former lease can still be in use';
  if (lease.isRevoked) return 'the IMS operator had revoked it';
  switch (claim.ground) {
    case 'token-refused':
      return missingFromRefusal(claim, lease);
    case 'token-dead':
      return missingFromLook(claim, lease);
    case 'taken-back':
      return 'only its own holder can take it back';
    case 'token-alive':
      return 'a token could still be used';
    case undefined:
    default:
      return claim.reassignableAt > claim.effectiveAt
        ? 'the release names no ground, and brings a bound forward that is still to come'
        : 'the release names no ground';
  }
}

/** Every token is refused if the refusal names the newest one, or if it names none and there was only one. */
function missingFromRefusal({ tokenSequence }: Claim, { tokens }: LeaseSoFar): string | undefined {
  if (tokenSequence === tokens || (tokenSequence === undefined && tokens === 1)) return undefined;
  const refused = tokenSequence === undefined ? 'no token by its number' : `tokens up to ${String(tokenSequence)}`;
  return `the refusal names ${refused}, and the lease has had ${String(tokens)}`;
}

/** No token can register any more if the check is dated, and is after the last token's end plus the guard. */
function missingFromLook({ indicatedAt, effectiveAt }: Claim, lease: LeaseSoFar): string | undefined {
  const dead = `its tokens are dead from ${toIso(lease.deadAt)} on`;
  if (indicatedAt === undefined) return `the look is not dated, and ${dead}`;
  if (indicatedAt < lease.deadAt) return `the look is dated ${toIso(indicatedAt)}, and ${dead}`;
  if (effectiveAt >= lease.tokensEndAt) return undefined;
  return `it was recorded at ${toIso(effectiveAt)}, before its last token's end ${toIso(lease.tokensEndAt)}`;
}
