import type { IncomingMessage } from 'node:http';

/** Of a body whose request is answered already, this much is still read, so that its sender comes to read the answer. */
const discardedBytesMax = 64 * 1_048_576;
const discardMsMax = 5_000;

/**
 * Reads and forgets what is left of a refused request's body. Left unread it fills the sender's buffers: many clients read no
 * answer before they have sent everything, and the connection is of no further use. Who sends more than the limits is cut off.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  // The sender may leave; nobody is there any more to whom that matters.
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
