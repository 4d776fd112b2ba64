// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsProduce from 'kafkajs/src/protocol/requests/produce/index.js';
import { type ProduceRequest, encodeProduce } from './encode-produce.js';

/** What kafkajs expects of an encoded request. */
interface EncodedRequest {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

interface ProduceProtocol {
  readonly request: { readonly encode: () => Promise<EncodedRequest> };
  readonly response: unknown;
}

interface ProduceModule {
  protocol: (version: { readonly version: number }) => (request: ProduceRequest) => ProduceProtocol;
}

/** The first version with record batches of magic 2; versions 4 to 7 of the request have the same bytes. */
const recordBatchVersion = 3;

let isReplaced = false;

/**
 * Replaces kafkajs's encoder of produce requests by our own, for records that are not compressed. That of kafkajs spends 10 us on a
 * record: it allocates 1 KB for each record and each header, grows it and copies it again, and computes the checksum by single bytes.
 * Safe to call more than once.
 * @throws Error if the installed kafkajs has no such encoder
 */
export function replaceProduceEncoder(): void {
  if (isReplaced) return;
  const produce = kafkajsProduce as ProduceModule;
  const { protocol } = produce;
  if (typeof protocol !== 'function')
    throw new Error('this version of kafkajs has no produce request encoder to replace');
  produce.protocol = (version) => (request) => {
    const former = protocol(version)(request);
    if (version.version < recordBatchVersion || request.compression !== 0) return former;
    return { ...former, request: { ...former.request, encode: () => Promise.resolve(encoded(request)) } };
  };
  isReplaced = true;
}

function encoded(request: ProduceRequest): EncodedRequest {
  const buf = encodeProduce(request);
  return { buf, buffer: buf };
}
