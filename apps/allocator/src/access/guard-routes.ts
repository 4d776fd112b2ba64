import type { FailureLog } from '@allocator/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../roles/api/problem-error.js';
import type { Caller } from './caller.js';
import { anybody } from './caller.js';
import { KeysUnavailableError } from './issuer-keys.js';
import type { TokenVerifier } from './token-verifier.js';
import { TokenRefusedError } from './token-verifier.js';
import { whoMayCall } from './who-may-call.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null on a route that is for anyone. */
    caller: Caller | null;
  }
}

/** RFC 6750 clause 3: how to ask, and what was wrong. */
const challenge = 'Bearer realm="ims-identity-allocator"';
const bearer = /^Bearer +([\w.~+/-]+=*)$/i;
const keysRetryAfterSeconds = 5;

/**
 * Lets nobody through to a route that is not theirs: before the body is read, and for every route there is, those of
 * which Nest knows nothing too.
 * @param verifier undefined: nobody is asked who they are
 */
export function guardRoutes(
  fastify: FastifyInstance,
  verifier: TokenVerifier | undefined,
  failures: FailureLog<'keys'>,
): void {
  fastify.decorateRequest('caller', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) {
      done();
      return;
    }
    const roles = whoMayCall(request.method, request.routeOptions.url ?? '');
    if (roles === 'anyone') {
      done();
      return;
    }
    const admit = (caller: Caller): void => {
      request.caller = caller;
      if (roles?.some((role) => caller.roles.has(role)) === true) done();
      else done(forbidden(reply));
    };
    if (verifier === undefined) {
      admit(anybody);
      return;
    }
    const token = bearer.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      done(withoutToken(request, reply));
      return;
    }
    const known = verifier.remember(token);
    if (known === undefined) verifyAnew(verifier, token, reply, failures).then(admit, done);
    else admit(known);
  });
}

async function verifyAnew(
  verifier: TokenVerifier,
  token: string,
  reply: FastifyReply,
  failures: FailureLog<'keys'>,
): Promise<Caller> {
  try {
    const caller = await verifier.verify(token);
    failures.recovered('keys');
    return caller;
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
    void reply.header('retry-after', String(keysRetryAfterSeconds));
    throw new ProblemError('keys-unavailable');
  }
}

function withoutToken({ headers }: FastifyRequest, reply: FastifyReply): ProblemError {
  void reply.header('www-authenticate', challenge);
  const detail = headers.authorization === undefined ? 'send an access token' : 'Authorization: Bearer is needed';
  return new ProblemError('unauthenticated', { detail });
}

function forbidden(reply: FastifyReply): ProblemError {
  void reply.header('www-authenticate', `${challenge}, error="insufficient_scope"`);
  return new ProblemError('forbidden');
}
