import type { Ims } from './ims.js';
import { type Binding, bindingOf } from './registrar.js';
import { shareAName, type Token } from './token.js';

/** Why the holder must not get the token: a former holder is bound, has a REGISTER in flight, or can still register. */
export type Conflict = {
  /** When the token was issued. */
  readonly at: number;
  readonly former: Token;
  readonly next: Token;
} & (
  | { readonly kind: 'bound'; readonly binding: Binding }
  | { readonly kind: 'in-flight'; readonly binding: Binding }
  | { readonly kind: 'token-alive' }
);

/** Two bindings of two holders of one identity at one time. */
export interface Overlap {
  readonly a: Binding;
  readonly b: Binding;
}

interface Issued {
  readonly token: Token;
  /** When the first token of its generation was issued. */
  readonly assignedAt: number;
  readonly issuedAt: number;
  /** Of the operator's profile, on which its generation was assigned. */
  readonly profileVersion: number;
}

/**
 * Asserts that the bindings of two holders of one identity never overlap. When a holder gets an identity, no token of a former
 * holder can still make a binding, and no REGISTER with one is in flight.
 */
export class ExclusiveUse {
  private readonly issued: Issued[] = [];
  /** When the IMS was set up according to which version of the operator's profile. */
  private readonly setUps: { readonly profileVersion: number; readonly at: number }[] = [];

  constructor(private readonly ims: Ims) {}

  get tokens(): readonly Token[] {
    return this.issued.map(({ token }) => token);
  }

  /**
   * A holder gets a token. For a prolongation only tokens that were issued since the assignment count: a raise of the
   * settings may have revived an older one, and no prolongation could prevent that.
   * @param profileVersion of the operator's profile, as named by the assignment
   */
  issue(token: Token, at: number, profileVersion = 1): readonly Conflict[] {
    const first = this.issued.find((one) => one.token.impi === token.impi && one.token.generation === token.generation);
    const assignedAt = first?.assignedAt ?? at;
    const since = first === undefined ? -Infinity : assignedAt;
    const others = this.issued.filter((one) => areApart(one.token, token) && one.issuedAt >= since);
    this.issued.push({ token, assignedAt, issuedAt: at, profileVersion: first?.profileVersion ?? profileVersion });
    return others.flatMap((other) => this.conflictsWith(other.token, token, at));
  }

  /** From this instant on the IMS is set up according to this version of the operator's profile. */
  setUp(profileVersion: number, at: number): void {
    this.setUps.push({ profileVersion, at });
  }

  /**
   * Overlaps of all bindings that ever existed, except exposures: those of a token that was dead when the next holder was
   * assigned the identity, and that a later profile has revived. No allocation could have prevented them. A profile that
   * was in force at the assignment is no excuse.
   */
  overlaps(): readonly Overlap[] {
    return overlaps(this.ims.registrar.bindings).filter(({ a, b }) => !this.isRevived(a, b) && !this.isRevived(b, a));
  }

  private isRevived({ register }: Binding, next: Binding): boolean {
    const [before, after] = [this.issuedAs(register.token), this.issuedAs(next.register.token)];
    if (before === undefined || after === undefined || before.assignedAt >= after.assignedAt) return false;
    return this.setUps.some(
      ({ profileVersion, at }) => profileVersion > after.profileVersion && at <= register.acceptedAt,
    );
  }

  private issuedAs(token: Token): Issued | undefined {
    return this.issued.find((one) => one.token === token);
  }

  private conflictsWith(former: Token, next: Token, at: number): Conflict[] {
    const { registrar, flights, settings } = this.ims;
    const bound = registrar.present(former, at).filter(({ register }) => register.token === former);
    const coming = flights
      .filter((register) => register.token === former)
      .map((register) => bindingOf(register, settings));
    const inFlight = coming.filter((binding) => binding !== undefined);
    const parties = { at, former, next };
    return [
      ...bound.map((binding): Conflict => ({ ...parties, kind: 'bound', binding })),
      ...inFlight.map((binding): Conflict => ({ ...parties, kind: 'in-flight', binding })),
      ...(this.ims.canRegister(former, at) ? [{ ...parties, kind: 'token-alive' } as const] : []),
    ];
  }
}

/** All pairs that overlap. Bindings are half-open: one that ends when another begins does not overlap with it. */
export function overlaps(bindings: readonly Binding[]): readonly Overlap[] {
  return bindings.flatMap((a, index) =>
    bindings
      .slice(index + 1)
      .filter((b) => areApart(a.register.token, b.register.token) && a.from < b.goneAt && b.from < a.goneAt)
      .map((b) => ({ a, b })),
  );
}

/** One identity, two holders. */
function areApart(a: Token, b: Token): boolean {
  return a.holder !== b.holder && shareAName(a, b);
}

/** For failure messages: the holder, the node, when and for how long, in seconds of true time since `origin`. */
export function describeBinding({ register, from, grantedMs, goneAt }: Binding, origin: number): string {
  const { token, node, acceptedAt } = register;
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3);
  return (
    `${describeToken(token)}: REGISTER accepted at ${seconds(acceptedAt - origin)} s by ${node}, bound from ` +
    `${seconds(from - origin)} s, Expires ${seconds(grantedMs)} s, gone at ${seconds(goneAt - origin)} s`
  );
}

export function describeToken({ holder, impi, generation, sequence }: Token): string {
  return `${holder} (${impi}, generation ${String(generation)}, token ${String(sequence)})`;
}
