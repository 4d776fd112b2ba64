import { jsonLimitFault } from '@allocator/contracts';
import type { FastifyInstance } from 'fastify';
import { bodyBytesMax, limitBodies } from './limit-bodies.js';
import { BodyTurns } from './body-turns.js';
import { ProblemError } from '../problems/problem-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Length of the JSON body in characters; null until it has been read. */
    bodyLength: number | null;
  }
}

const streamedTypes: readonly string[] = ['text/csv', 'application/x-ndjson'];

/** Whether a body of this media type stays a stream. @param contentType the header, in any letter case */
export function isStreamed(contentType: string | undefined): boolean {
  const type = contentType?.toLowerCase() ?? '';
  return streamedTypes.some((streamed) => type.startsWith(streamed));
}

/**
 * Parses JSON within the limits of size, depth and values; an empty body counts as no body. Imports remain streams. Any other
 * content type is refused with 415.
 */
export function takeBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  const turns = new BodyTurns();
  limitBodies(fastify);
  refuseEncodings(fastify);
  fastify.decorateRequest('bodyLength', null);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    request.bodyLength = text.length;
    const parse = (): void => {
      const fault = jsonLimitFault(text);
      if (fault !== undefined) done(new ProblemError('invalid-request', { detail: `body: ${fault}` }));
      else if (text === '') done(null, undefined);
      else void parseJson(request, text, done);
    };
    if (text.length <= bodyBytesMax) parse();
    else turns.take(request.caller?.tenant ?? '', parse, () => request.raw.socket.destroyed);
  });
  for (const streamed of streamedTypes) {
    fastify.addContentTypeParser(streamed, (_request, payload, done) => {
      done(null, payload);
    });
  }
}

/** A compressed body would be parsed as text. `Accept-Encoding` names what is accepted (RFC 9110 clause 15.5.16). */
function refuseEncodings(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', ({ headers }, reply, _payload, done) => {
    const encoding = headers['content-encoding'];
    if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') {
      done();
      return;
    }
    void reply.header('accept-encoding', 'identity');
    const detail = 'Content-Encoding is not supported: send the body uncompressed, without this header';
    done(new ProblemError('unsupported-media-type', { detail }));
  });
}
