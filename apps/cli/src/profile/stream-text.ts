import { type Readable, addAbortSignal } from 'node:stream';

/** All of a stream as text. Throws if it has more than `bytesMax` bytes, and when the signal is aborted. The stream is closed. */
export async function streamText(stream: Readable, bytesMax: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`it has more than ${String(bytesMax)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
