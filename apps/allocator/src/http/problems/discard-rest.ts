import type { IncomingMessage } from 'node:http';

/** Bytes that are still read of a body whose request was answered already. Until then many clients do not read the answer. */
const discardedBytesMax = 64 * 1_048_576;
const discardMsMax = 5_000;

/**
 * Reads and discards the rest of a refused request's body. Many clients read no answer before they have sent everything: unread
 * data would fill their buffers and block them. Connections that exceed the limits are closed.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  // The client may disconnect: the request was answered already.
  request.on('error', () => undefined);
  if (!request.complete) endBeyondLimits(request);
  request.resume();
}

function endBeyondLimits(request: IncomingMessage): void {
  const end = (): void => {
    request.socket.destroy();
  };
  const tooLong = setTimeout(end, discardMsMax);
  let discardedBytes = 0;
  request.on('data', (chunk: Buffer | string) => {
    discardedBytes += chunk.length;
    if (discardedBytes > discardedBytesMax) end();
  });
  for (const over of ['end', 'close']) {
    request.once(over, () => {
      clearTimeout(tooLong);
    });
  }
}
