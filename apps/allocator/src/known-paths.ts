import type { FastifyInstance } from 'fastify';
import { ProblemError } from './roles/api/problem-error.js';

/** The paths that are served, and the methods that each takes. */
export class KnownPaths {
  private readonly routes: { readonly segments: readonly string[]; readonly method: string }[] = [];

  /** @param url as it was registered: `/v1/pools/:poolId`, `/docs/*` */
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
 * Answers what no route is for: `405` with `Allow` where the path takes other methods, else `404`. Before it is known who calls and
 * before a body is read: routes are public (`/docs`), and the parameters in the path are not looked at.
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
