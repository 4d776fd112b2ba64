import { constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { ReadStream, isatty } from 'node:tty';
import { streamText } from './stream-text.js';

/**
 * The text of a file, at most `bytesMax`. A pipe and a terminal are read up to their end, as connections are: what opens or reads them
 * as files cannot be interrupted.
 */
export function fileText(path: string, bytesMax: number, signal: AbortSignal): Promise<string> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return streamText(streamOf(fd), bytesMax, signal);
}

function streamOf(fd: number) {
  if (isatty(fd)) return new ReadStream(fd);
  return fstatSync(fd).isFIFO() ? new Socket({ fd, writable: false }) : createReadStream('', { fd });
}
