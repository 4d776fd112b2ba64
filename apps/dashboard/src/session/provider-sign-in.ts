import * as oauth from 'oauth4webapi';
import { keepPendingSignIn, takePendingSignIn } from './pending-sign-in.js';
import type { ProviderSettings } from './read-settings.js';
import type { Session } from './session.js';
import { sessionOfToken } from './session-of-token.js';

/** Authorization code flow with PKCE (RFC 7636) at the configured provider. Loaded when it is needed. */
export class ProviderSignIn {
  private constructor(
    private readonly settings: ProviderSettings,
    private readonly provider: oauth.AuthorizationServer,
  ) {}

  /** Reads the provider's metadata. Throws if it does not answer, or is another issuer. */
  static async discover(settings: ProviderSettings): Promise<ProviderSignIn> {
    const issuer = new URL(settings.issuer);
    const response = await oauth.discoveryRequest(issuer, overHttp(settings));
    return new ProviderSignIn(settings, await oauth.processDiscoveryResponse(issuer, response));
  }

  /**
   * Leaves the page for the provider.
   * @param choosesAgain the user signs in again, although the provider has a session
   */
  async begin(choosesAgain: boolean): Promise<void> {
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const { clientId, scope, resource } = this.settings;
    const params = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri(),
      scope,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(choosesAgain ? { prompt: 'login' } : {}),
      ...(resource === undefined ? {} : { resource, audience: resource }),
    });
    const { authorization_endpoint: endpoint } = this.provider;
    if (endpoint === undefined) throw new Error('The provider has no authorization endpoint.');
    keepPendingSignIn({ state, nonce, codeVerifier, returnTo: location.hash });
    const url = new URL(endpoint);
    for (const [name, value] of params) url.searchParams.set(name, value);
    // Not in the history of the tab: Back leads to where the user came from, not into another sign-in.
    location.replace(url);
  }

  /**
   * Redeems the code with which the provider has sent the user back, and removes it from the address. Throws if the provider has
   * refused, or the answer does not belong to what this tab has begun.
   */
  async finish(answer: URLSearchParams): Promise<Session> {
    const pending = takePendingSignIn();
    history.replaceState(null, '', `${location.pathname}${pending?.returnTo ?? ''}`);
    if (pending === undefined) throw new Error('This sign-in was not begun in this tab.');
    const { clientId, resource } = this.settings;
    const client = { client_id: clientId };
    const params = oauth.validateAuthResponse(this.provider, client, answer, pending.state);
    const response = await oauth.authorizationCodeGrantRequest(
      this.provider,
      client,
      oauth.None(),
      params,
      redirectUri(),
      pending.codeVerifier,
      { ...overHttp(this.settings), ...(resource === undefined ? {} : { additionalParameters: { resource } }) },
    );
    const tokens = await oauth.processAuthorizationCodeResponse(this.provider, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    });
    return sessionOfToken(tokens.access_token);
  }
}

/** Exactly as it is registered at the provider. */
function redirectUri(): string {
  return `${location.origin}/`;
}

/** A provider on this machine may speak plain HTTP: the service refuses such a setting for any other host. */
/* oxlint-disable typescript/no-deprecated -- not to be removed: oauth4webapi marks it so that it stands out */
function overHttp({ issuer }: ProviderSettings): { readonly [oauth.allowInsecureRequests]?: true } {
  return issuer.startsWith('http:') ? { [oauth.allowInsecureRequests]: true } : {};
}
