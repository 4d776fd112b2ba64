import { KeysUnavailableError } from './issuer-keys.js';
import type { TokenVerifier } from './token-verifier.js';
import { rememberedMsMax } from './token-verifier.js';

/** A token that was verified. */
export interface WatchedToken {
  readonly token: string;
  /** Milliseconds since 1970: from then on it is refused. */
  readonly endsAt: number;
}

/**
 * Ends what outlasts a single answer: `end` is called once, when the token expires, or when the issuer has withdrawn its key
 * and the token is verified again (each minute). Issuer keys that are unavailable end nothing before the token's own end.
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
