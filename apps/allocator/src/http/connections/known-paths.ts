import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

/** The served paths, and the methods of each. */
export class KnownPaths {
  private readonly routes: { readonly segments: readonly string[]; readonly method: string }[] = [];

  /** @param url as registered: `/v1/pools/:poolId`, `/docs/*` */
  add(method: string, url: string): void {
    this.routes.push({ segments: url.split('/'), method });
  }

  /** For `Allow` (RFC 9110 clause 10.2.1); empty where the path is unknown. */
  methodsOf(target: string): readonly string[] {
    const path = (target.split('?')[0] ?? '').split('/');
    const methods = this.routes.filter(({ segments }) => matches(segments, path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

function matches(segments: readonly string[], path: readonly string[]): boolean {
  const isOpen = segments.at(-1) === '*';
  const fixed = isOpen ? segments.slice(0, -1) : segments;
  if (isOpen ? path.length <= fixed.length : path.length !== fixed.length) return false;
  return fixed.every((segment, at) => segment === path[at] || (segment.startsWith(':') && path[at] !== ''));
}

/**
 * Answers requests without a route: `405` with `Allow` if the path has other methods, otherwise `404`. This happens before
 * authentication and before the body is read. It reveals only what `/docs` publishes, as parameters in the path are ignored.
 */
export function refuseUnknown(fastify: FastifyInstance, paths: KnownPaths): void {
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) paths.add(one, url);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) {
      done();
      return;
    }
    const methods = paths.methodsOf(request.url);
    if (methods.length > 0) void reply.header('allow', methods.join(', '));
    done(new ProblemError(methods.length > 0 ? 'method-not-allowed' : 'not-found'));
  });
}
