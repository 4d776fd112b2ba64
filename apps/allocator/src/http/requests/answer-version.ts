import { entityTagOf } from '@allocator/contracts';
import type { NamedVersions } from '@allocator/domain';
import type { FastifyReply } from 'fastify';

/**
 * Answers a version of a resource, with its entity tag. The answer can also have members that follow from other resources, which a tag does
 * not cover: so no cache keeps it.
 * @param known versions that the reader has; with one of them the answer is `304`, without a body. Undefined also where the tag does not cover
 * the whole answer
 */
export function answerVersion<Body>(
  reply: FastifyReply,
  {
    version,
    body,
    known,
  }: { readonly version: number; readonly body: Body; readonly known?: NamedVersions | undefined },
): Body | undefined {
  void reply.header('etag', entityTagOf(version)).header('cache-control', 'no-store');
  if (known !== 'any' && known?.includes(version) !== true) return body;
  void reply.status(304);
  return undefined;
}
