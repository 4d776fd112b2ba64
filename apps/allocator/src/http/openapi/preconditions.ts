import { entityTags } from '@allocator/contracts';
import { openApiSchema } from './openapi-schema.js';
import type { Headers } from './operation.js';

/** The header of an answer that is a version of a resource. */
export const versionTag: Headers = {
  ETag: {
    description: 'The version in double quotes',
    schema: { type: 'string', pattern: '^"[1-9][0-9]{0,9}"$', maxLength: 12 },
  },
};

const schema = openApiSchema(entityTags);

/** The headers of requests for a resource that has versions (RFC 9110 clause 13.1). */
export const preconditions = {
  read: [
    {
      name: 'If-None-Match',
      required: false,
      description: 'Versions that the reader has: the answer is `304` if the current one is among them',
      schema,
    },
  ],
  tagged: [],
  write: [
    {
      name: 'If-Match',
      required: false,
      description: 'The version that the writer has read: `412` if the current one is another. `*`: any',
      schema,
    },
    {
      name: 'If-None-Match',
      required: false,
      description: '`*`: only create, `412` if it exists. Tags: `412` if the current version is among them',
      schema,
    },
  ],
} as const;
