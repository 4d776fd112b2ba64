import type { FailureLog } from '@allocator/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';
import type { AccessRule } from './access.js';
import type { Caller } from './caller.js';
import { anyCaller, callerAs } from './caller.js';
import { KeysUnavailableError } from './issuer-keys.js';
import type { TokenVerifier, Verified } from './token-verifier.js';
import { TokenRefusedError } from './token-verifier.js';
import { watchToken } from './watch-token.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller, with only the roles that grant this call; null on a public route. */
    caller: Caller | null;
    /** The caller's token; null on a public route and with `AUTH=off`. */
    accessToken: { readonly token: string; readonly endsAt: number } | null;
    /** Calls `end` once, if the caller's token ends before the request does. Returns a function that stops the watch. */
    onTokenEnd(end: () => void): () => void;
  }
}

/** RFC 6750 clause 3: how to authenticate, and what was wrong. */
const challenge = 'Bearer realm="ims-identity-allocator"';
const bearer = /^Bearer +([\w.~+/-]+=*)$/i;
const documentation = /^\/docs(-json|-yaml|\/.*)?$/;
const keysRetryAfterSeconds = 5;

type Verifier = Pick<TokenVerifier, 'remember' | 'verify'>;

/**
 * Authenticates each request and checks the access rule of its route. It does so before the body is read, and for every registered
 * route, also those that Nest does not know. The handler sees the caller with only the roles that grant the call (docs/adr/0039).
 * @param verifier undefined: `AUTH=off`
 */
export function guardRoutes(
  fastify: FastifyInstance,
  verifier: Verifier | undefined,
  failures: FailureLog<'keys'>,
): void {
  fastify.decorateRequest('caller', null);
  fastify.decorateRequest('accessToken', null);
  fastify.decorateRequest('onTokenEnd', function (this: FastifyRequest, end: () => void) {
    if (verifier === undefined || this.accessToken === null) return () => undefined;
    return watchToken(verifier, this.accessToken, end);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) {
      done();
      return;
    }
    const access = accessOf(request);
    if (access === 'anyone') {
      done();
      return;
    }
    const admit = (caller: Caller): void => {
      request.caller = access === undefined ? null : (callerAs(caller, access) ?? null);
      if (request.caller === null) done(forbidden(reply));
      else done();
    };
    if (verifier === undefined) {
      admit(anyCaller);
      return;
    }
    const token = bearer.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      done(withoutToken(request, reply));
      return;
    }
    const accept = ({ caller, endsAt }: Verified): void => {
      request.accessToken = { token, endsAt };
      admit(caller);
    };
    const known = verifier.remember(token);
    if (known !== undefined) {
      accept(known);
      return;
    }
    verifyToken(verifier, token, reply, failures).then((verified) => {
      // Dropped if the client disconnected meanwhile: its `close` event has passed, so limits would never stop counting the request.
      if (!request.raw.socket.destroyed) accept(verified);
    }, done);
  });
}

/** The rule of the route. The documentation, which Nest registers, is for anyone. Undefined: no caller may call it. */
function accessOf({ routeOptions: { config, url = '' } }: FastifyRequest): AccessRule | undefined {
  return config.access ?? (documentation.test(url) ? 'anyone' : undefined);
}

async function verifyToken(
  verifier: Verifier,
  token: string,
  reply: FastifyReply,
  failures: FailureLog<'keys'>,
): Promise<Verified> {
  try {
    const verified = await verifier.verify(token);
    failures.recovered('keys');
    return verified;
  } catch (error) {
    if (error instanceof TokenRefusedError) {
      void reply.header(
        'www-authenticate',
        `${challenge}, error="invalid_token", error_description="${error.message}"`,
      );
      throw new ProblemError('unauthenticated', { detail: error.message });
    }
    if (!(error instanceof KeysUnavailableError)) throw error;
    failures.failed('keys', error);
    throw new ProblemError('keys-unavailable', {}, keysRetryAfterSeconds);
  }
}

function withoutToken({ headers }: FastifyRequest, reply: FastifyReply): ProblemError {
  void reply.header('www-authenticate', challenge);
  const detail =
    headers.authorization === undefined
      ? 'missing header Authorization: send Authorization: Bearer <token>'
      : 'invalid header Authorization: send Authorization: Bearer <token>';
  return new ProblemError('unauthenticated', { detail });
}

function forbidden(reply: FastifyReply): ProblemError {
  void reply.header('www-authenticate', `${challenge}, error="insufficient_scope"`);
  return new ProblemError('forbidden');
}
