import { KeysUnavailableError } from './issuer-keys.js';
import type { TokenVerifier } from './token-verifier.js';
import { rememberedMsMax } from './token-verifier.js';

/** A token that was verified. */
export interface WatchedToken {
  readonly token: string;
  /** Milliseconds since 1970; the token is refused from this time on. */
  readonly endsAt: number;
}

/**
 * For streams that outlast a single answer: calls `end` once, when the token expires, or at the next verification (each minute)
 * after the issuer withdrew its key. While issuer keys are unavailable the token remains valid until it expires.
 * @returns stops the watch
 */
export function watchToken(
  verifier: Pick<TokenVerifier, 'verify'>,
  { token, endsAt }: WatchedToken,
  end: () => void,
): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout;

  function waitForNext(): void {
    if (!isOver) timer = setTimeout(look, Math.max(0, Math.min(rememberedMsMax, endsAt - Date.now())));
  }

  function look(): void {
    if (Date.now() >= endsAt) {
      finish();
      return;
    }
    verifier.verify(token).then(waitForNext, (error: unknown) => {
      if (error instanceof KeysUnavailableError) waitForNext();
      else finish();
    });
  }

  function finish(): void {
    if (isOver) return;
    isOver = true;
    end();
  }

  waitForNext();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
