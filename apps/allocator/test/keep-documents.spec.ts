import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { keepDocuments } from '../src/http/openapi/keep-documents.js';

let server: FastifyInstance;
afterEach(() => server.close());

const made: string[] = [];
let answerTo: (method: 'GET' | 'HEAD', path: string) => Promise<object & { readonly body: string }>;
beforeEach(async () => {
  made.length = 0;
  server = fastify({ forceCloseConnections: true });
  keepDocuments(server, ['/docs-yaml']);
  server.get('/docs-yaml', (request, reply) => {
    made.push(request.url);
    if (request.url.endsWith('fail')) return reply.status(500).type('text/plain').send('failed');
    return reply.type('text/yaml').send('título: 1\n');
  });
  server.get('/other', (request) => {
    made.push(request.url);
    return 'other';
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  answerTo = async (method, path) => {
    const answer = await fetch(`${address}${path}`, { method });
    const { status, headers } = answer;
    const [type, length] = [headers.get('content-type'), headers.get('content-length')];
    return { status, type, length, body: await answer.text() };
  };
});

it('a document is generated once, by a successful GET, and the answer is kept; other paths are not affected', async () => {
  expect((await answerTo('GET', '/docs-yaml?fail')).body).toBe('failed');
  const first = await answerTo('GET', '/docs-yaml');
  expect(first).toEqual({ status: 200, type: 'text/yaml', length: '11', body: 'título: 1\n' });
  expect(await answerTo('GET', '/docs-yaml?again')).toEqual(first);
  expect(await answerTo('HEAD', '/docs-yaml')).toEqual({ ...first, body: '' });
  await answerTo('GET', '/other');
  await answerTo('GET', '/other');
  expect(made).toEqual(['/docs-yaml?fail', '/docs-yaml', '/other', '/other']);
});

it('a document is generated once, by a successful HEAD, too', async () => {
  const head = { status: 200, type: 'text/yaml', length: '11', body: '' };
  expect(await answerTo('HEAD', '/docs-yaml')).toEqual(head);
  expect(await answerTo('HEAD', '/docs-yaml')).toEqual(head);
  expect(await answerTo('GET', '/docs-yaml')).toEqual({ ...head, body: 'título: 1\n' });
  expect(made).toEqual(['/docs-yaml']);
});
