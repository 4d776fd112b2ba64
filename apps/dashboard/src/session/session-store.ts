import { openSession } from './open-session.js';
import type { ProviderSignIn } from './provider-sign-in.js';
import { type ProviderSettings, readSettings } from './read-settings.js';
import type { Session } from './session.js';

/** Whether the user has a session, and if not, why. */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'service-unavailable' }
  | { readonly status: 'sign-in-unavailable' }
  /** Waits for the user, who has signed out or must know the reason. */
  | { readonly status: 'signed-out'; readonly reason: string | null }
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

  /** The user signs in again, perhaps as another. Never throws. */
  readonly signIn = (): Promise<void> => this.atProvider((provider) => provider.begin(true));

  /** Forgets the token. The provider's own session is not ended: the next sign-in lets the user choose. */
  readonly signOut = (reason: string | null = null): void => {
    if (this.state.status === 'signed-in') this.become({ status: 'signed-out', reason });
  };

  private async atProvider(work: (provider: ProviderSignIn) => Promise<void>): Promise<void> {
    if (this.provider === undefined) return;
    try {
      const { ProviderSignIn } = await import('./provider-sign-in.js');
      await work(await ProviderSignIn.discover(this.provider));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.become({ status: 'signed-out', reason: `Sign-in at ${this.provider.issuer} failed: ${why}` });
    }
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const changed of this.listeners) changed();
  }
}
