import { openSession } from './open-session.js';
import type { ProviderSignIn } from './provider-sign-in.js';
import { type ProviderSettings, readSettings } from './read-settings.js';
import type { Session } from './session.js';

/** Whether the user has a session, and if not, why. */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'service-unavailable' }
  | { readonly status: 'sign-in-unavailable' }
  /**
   * Waits for the user, who has signed out or must know the reason.
   * `choosesAgain`: the next sign-in asks who the user is, although the provider has a session.
   */
  | { readonly status: 'signed-out'; readonly reason: string | null; readonly choosesAgain: boolean }
  | { readonly status: 'signed-in'; readonly session: Session };

/** The session of this tab: in memory alone, so that it ends with the page. */
export class SessionStore {
  private state: SessionState = { status: 'starting' };
  private readonly listeners = new Set<() => void>();
  private provider: ProviderSettings | undefined;

  readonly current = (): SessionState => this.state;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  /** Signs in, or continues a sign-in from which the user returns. Never throws. */
  readonly start = async (): Promise<void> => {
    this.become({ status: 'starting' });
    const signIn = await readSettings().catch(() => undefined);
    if (signIn === undefined) this.become({ status: 'service-unavailable' });
    else if (signIn === 'off') this.become({ status: 'signed-in', session: openSession });
    else if (signIn === 'unavailable') this.become({ status: 'sign-in-unavailable' });
    else {
      this.provider = signIn;
      const answer = new URLSearchParams(location.search);
      const isReturning = answer.has('state') && (answer.has('code') || answer.has('error'));
      await this.atProvider(async (provider) => {
        if (isReturning) this.become({ status: 'signed-in', session: await provider.finish(answer) });
        else await provider.begin(false);
      });
    }
  };

  /** The user signs in: with the provider's session after the end of a token, with a new choice otherwise. Never throws. */
  readonly signIn = (): Promise<void> => {
    const choosesAgain = this.state.status === 'signed-out' && this.state.choosesAgain;
    return this.atProvider((provider) => provider.begin(choosesAgain));
  };

  /** The user signs in with a new choice, although the provider has a session. Never throws. */
  readonly signInAsAnother = (): Promise<void> => this.atProvider((provider) => provider.begin(true));

  /** Forgets the token at the user's request. The provider's own session is not ended: the next sign-in lets the user choose. */
  readonly signOut = (): void => {
    if (this.state.status === 'signed-in') this.signedOut(null, true);
  };

  /** The service does not accept the token any more. Waits for the user, so that one which it never accepts causes no loop. */
  readonly expire = (): void => {
    if (this.state.status === 'signed-in') this.signedOut('Your session has ended. Sign in again.', false);
  };

  /** Leaves the page for a new token, with the provider's session. Resolves to why that failed, if it did: the session continues. */
  readonly renew = async (): Promise<string | undefined> => {
    try {
      await (await this.discovered()).begin(false);
      return undefined;
    } catch (error) {
      return this.failureOf(error);
    }
  };

  /** After an error of a provider that was reached, the next sign-in offers another choice: the same one would fail again. */
  private async atProvider(work: (provider: ProviderSignIn) => Promise<void>): Promise<void> {
    let choosesAgain = this.state.status === 'signed-out' && this.state.choosesAgain;
    try {
      const provider = await this.discovered();
      choosesAgain = true;
      await work(provider);
    } catch (error) {
      this.signedOut(this.failureOf(error), choosesAgain);
    }
  }

  private async discovered(): Promise<ProviderSignIn> {
    if (this.provider === undefined) throw new Error('The service names no provider.');
    const { ProviderSignIn } = await import('./provider-sign-in.js');
    return ProviderSignIn.discover(this.provider);
  }

  private failureOf(error: unknown): string {
    const why = error instanceof Error ? error.message : String(error);
    return `Sign-in at ${this.provider?.issuer ?? 'the provider'} failed: ${why}`;
  }

  private signedOut(reason: string | null, choosesAgain: boolean): void {
    this.become({ status: 'signed-out', reason, choosesAgain });
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }
}
