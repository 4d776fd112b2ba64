import type { ProblemCode } from '@allocator/contracts';
import { problemOf } from '@allocator/contracts';
import type { ConnectionError } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { AnsweredProblems } from '../../metrics/answered-problems.js';
import type { KnownPaths } from './known-paths.js';

const codes: Partial<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  // The client may be slow, or this process may have been suspended: the request itself is not invalid.
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};
/** A request line (RFC 9112 clause 3); its group is the path. */
const requestLine = /^[!#$%&'*+.^_`|~\w-]+ (\/\S*) HTTP\/1\.[01]\r\n/;

/** Answers bytes that are not an HTTP request, or not yet: there is no request that an exception filter could answer. */
export function answerUnreadable(paths: KnownPaths, answered: AnsweredProblems) {
  return (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const path = error.code === 'HPE_INVALID_METHOD' ? pathIn(error) : undefined;
    if (path === undefined) {
      answerAndEnd(socket, answered, codes[error.code] ?? 'invalid-request');
      return;
    }
    const methods = paths.methodsOf(path);
    if (methods.length === 0) answerAndEnd(socket, answered, 'not-found');
    else answerAndEnd(socket, answered, 'method-not-allowed', { allow: methods.join(', ') });
  };
}

/** The path of a request whose method Node does not know; undefined if the bytes are not a request line. */
function pathIn({ rawPacket }: { readonly rawPacket?: unknown }): string | undefined {
  return rawPacket instanceof Uint8Array ? requestLine.exec(Buffer.from(rawPacket).toString('latin1'))?.[1] : undefined;
}

/** Writes and counts an answer, if the socket still takes one, and closes the socket. No answer may have been sent on it. */
export function answerAndEnd(
  socket: Socket,
  answered: AnsweredProblems,
  code: ProblemCode,
  headers: Readonly<Record<string, string>> = {},
): void {
  const problem = problemOf(code);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${String(problem.status)} ${STATUS_CODES[problem.status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${String(Buffer.byteLength(body))}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ];
  if (socket.writable) {
    answered.count(code);
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy();
}
