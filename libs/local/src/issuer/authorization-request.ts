/** The dashboard, as the local provider knows it: a public client (RFC 6749 clause 2.1). */
export interface LocalClient {
  readonly clientId: string;
  /** Compared as texts (RFC 9700 clause 2.1). */
  readonly redirectUris: readonly string[];
}

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string;
  /** The user chooses again, although the browser has a session. */
  readonly choosesAgain: boolean;
}

/**
 * The outcome of reading a request. `refused`: it is not from the client, so nothing may be sent to its redirect URI. `faulty`: the
 * client learns the error there (RFC 6749 clause 4.1.2.1).
 */
export type ReadRequest =
  | { readonly kind: 'valid'; readonly request: AuthorizationRequest }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'faulty';
      readonly redirectUri: string;
      readonly state: string | undefined;
      readonly error: string;
    };

/** A SHA-256 in base64url (RFC 7636 clause 4.2). */
const challengePattern = /^[\w-]{43}$/;

/** Reads the query of the authorization endpoint. */
export function readAuthorizationRequest(params: URLSearchParams, client: LocalClient): ReadRequest {
  const text = (name: string): string | undefined => params.get(name) ?? undefined;
  if (text('client_id') !== client.clientId) return { kind: 'refused', reason: 'unknown client_id' };
  const redirectUri = text('redirect_uri');
  if (redirectUri === undefined || !client.redirectUris.includes(redirectUri)) {
    return { kind: 'refused', reason: 'redirect_uri is not registered' };
  }
  const state = text('state');
  const faulty = (error: string): ReadRequest => ({ kind: 'faulty', redirectUri, state, error });
  if (text('response_type') !== 'code') return faulty('unsupported_response_type');
  if (!(text('scope') ?? '').split(' ').includes('openid')) return faulty('invalid_scope');
  const codeChallenge = text('code_challenge') ?? '';
  if (!challengePattern.test(codeChallenge) || text('code_challenge_method') !== 'S256') {
    return faulty('invalid_request');
  }
  const choosesAgain = (text('prompt') ?? '').split(' ').includes('login');
  return { kind: 'valid', request: { redirectUri, state, nonce: text('nonce'), codeChallenge, choosesAgain } };
}
