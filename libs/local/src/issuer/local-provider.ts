import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { AuthorizationCodes } from './authorization-codes.js';
import { type AuthorizationRequest, type LocalClient, readAuthorizationRequest } from './authorization-request.js';
import { chooseCallerPage } from './choose-caller-page.js';
import { type LocalCaller, localCallers } from './local-callers.js';
import { type LocalIssuer, tokenSeconds } from './local-issuer.js';

/** The browser's session: who was chosen last. */
const sessionCookie = 'local-issuer-caller';
const bodyBytesMax = 16_384;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The local issuer as an OpenID provider: authorization code flow with PKCE, for one public client (docs/adr/0073). */
export class LocalProvider {
  private readonly codes = new AuthorizationCodes();
  private readonly server = createServer((request, response) => void this.respond(request, response));
  private readonly address: string;

  constructor(
    private readonly issuer: LocalIssuer,
    private readonly client: LocalClient,
  ) {
    this.address = issuer.env.AUTH_ISSUER;
  }

  /** Listens at the issuer's address. Throws if its port is taken. */
  async start(): Promise<void> {
    const { hostname, port } = new URL(this.address);
    this.server.listen(Number(port), hostname);
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.answer(request).catch((error: unknown): Answer => {
      console.error('- local issuer:', error);
      return { status: 500 };
    });
    const shared = {
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    };
    response.writeHead(answer.status, { ...shared, ...answer.headers }).end(answer.body);
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { url = '/' } = request;
    if (!URL.canParse(url, this.address)) return { status: 404 };
    const { pathname, searchParams } = new URL(url, this.address);
    switch (`${request.method ?? ''} ${pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return openJson(200, this.metadata());
      case 'GET /jwks':
        return openJson(200, this.issuer.jwks);
      case 'GET /authorize':
        return this.authorize(searchParams, callerOf(cookieOf(request)), 'session');
      case 'POST /authorize': {
        const params = await formOf(request);
        return this.authorize(params, callerOf(params.get('caller')), 'choice');
      }
      case 'POST /token':
        return this.redeem(await formOf(request));
      default:
        return { status: 404 };
    }
  }

  /** OpenID Connect Discovery 1.0, clause 3. */
  private metadata(): object {
    return {
      issuer: this.address,
      authorization_endpoint: `${this.address}/authorize`,
      token_endpoint: `${this.address}/token`,
      jwks_uri: `${this.address}/jwks`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code'],
      subject_types_supported: ['public'],
      scopes_supported: ['openid'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  /** @param from whether the caller is the one of the browser's session, or has just been chosen */
  private authorize(params: URLSearchParams, caller: LocalCaller | undefined, from: 'session' | 'choice'): Answer {
    const read = readAuthorizationRequest(params, this.client);
    switch (read.kind) {
      case 'refused':
        return { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${read.reason}\n` };
      case 'faulty':
        return this.redirect(read.redirectUri, { error: read.error, state: read.state });
      case 'valid':
        if (caller === undefined || (from === 'session' && read.request.choosesAgain)) return choice(params);
        return this.grant(read.request, caller);
    }
  }

  private grant({ redirectUri, state, nonce, codeChallenge }: AuthorizationRequest, caller: LocalCaller): Answer {
    const code = this.codes.issue({ caller, redirectUri, codeChallenge, nonce }, performance.now());
    const session = `${sessionCookie}=${caller.id}; Path=/authorize; HttpOnly; SameSite=Lax`;
    const { status, headers } = this.redirect(redirectUri, { code, state });
    return { status, headers: { ...headers, 'set-cookie': session } };
  }

  private redirect(redirectUri: string, params: Readonly<Record<string, string | undefined>>): Answer {
    const url = new URL(redirectUri);
    for (const [name, value] of Object.entries(params)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    // RFC 9207: the client knows which provider has answered.
    url.searchParams.set('iss', this.address);
    return { status: 303, headers: { location: url.href } };
  }

  private async redeem(params: URLSearchParams): Promise<Answer> {
    const given = (name: string): string => params.get(name) ?? '';
    if (given('grant_type') !== 'authorization_code') return tokenError('unsupported_grant_type');
    if (given('client_id') !== this.client.clientId) return tokenError('invalid_client');
    const issued = this.codes.redeem(given('code'), given('redirect_uri'), given('code_verifier'), performance.now());
    if (issued === undefined) return tokenError('invalid_grant');
    const { caller, nonce } = issued;
    return openJson(200, {
      access_token: await this.issuer.token(caller.of),
      token_type: 'Bearer',
      expires_in: tokenSeconds,
      scope: 'openid',
      id_token: await this.issuer.idToken(caller.of, this.client.clientId, nonce),
    });
  }
}

/** Readable to every origin: metadata and keys are public, and only who knows a code and its verifier gets tokens. */
function openJson(status: number, body: object): Answer {
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
  return { status, headers, body: JSON.stringify(body) };
}

function tokenError(error: string): Answer {
  return openJson(400, { error });
}

function choice(params: URLSearchParams): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
    body: chooseCallerPage(localCallers, params),
  };
}

function callerOf(id: string | null | undefined): LocalCaller | undefined {
  return localCallers.find((caller) => caller.id === id);
}

function cookieOf({ headers: { cookie = '' } }: IncomingMessage): string | undefined {
  return new Map(cookie.split('; ').map((pair) => pair.split('=') as [string, string])).get(sessionCookie);
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (!(length <= bodyBytesMax)) return new URLSearchParams();
  return new URLSearchParams(await text(request));
}
