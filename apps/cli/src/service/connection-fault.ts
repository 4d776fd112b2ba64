import { z } from 'zod';

/** Why a request got no answer. */
export interface ConnectionFault {
  readonly reason: string;
  /** True: the next try would fail, too, until somebody has changed the address, the server or its certificate. */
  readonly isLasting: boolean;
}

/**
 * An error of `fetch`. It has a cause: what the connection met, with a code, or without one, why `fetch` has refused the request itself.
 */
const fetchError = z.object({
  cause: z.object({ message: z.string(), code: z.string().optional() }),
});

/** Codes of TLS: of the handshake, and of the server's certificate (Node.js: X509 certificate error codes). */
const lastingCodes =
  /^(?:CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_CERT_|ERR_SSL_)/;

/** The fault behind an error that a call of `fetch` has thrown. */
export function connectionFault(error: unknown): ConnectionFault {
  const { data } = fetchError.safeParse(error);
  if (data === undefined) return { reason: error instanceof Error ? error.message : String(error), isLasting: false };
  const { message, code } = data.cause;
  // The Fetch standard's "bad port": those of other protocols.
  if (message === 'bad port')
    return { reason: 'HTTP clients block its port, which another protocol uses: choose another one', isLasting: true };
  return { reason: message || (code ?? 'fetch failed'), isLasting: code === undefined || lastingCodes.test(code) };
}
