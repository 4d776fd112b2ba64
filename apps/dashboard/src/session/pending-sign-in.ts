/** What this page must remember while the user is at the provider; it is used once. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** The fragment from which the user was sent to sign in. */
  readonly returnTo: string;
}

const key = 'pending-sign-in';

export function keepPendingSignIn(pending: PendingSignIn): void {
  sessionStorage.setItem(key, JSON.stringify(pending));
}

/** Undefined if none was begun in this tab. */
export function takePendingSignIn(): PendingSignIn | undefined {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as PendingSignIn);
}
