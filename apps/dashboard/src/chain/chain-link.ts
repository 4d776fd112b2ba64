import { sha256Hex } from './sha256-hex.js';

/** `previous` of a lane's first event. */
export const genesisHash = '0'.repeat(64);

/** An event document as a link of its lane's hash chain. */
export interface ChainLink {
  /** The line, without its line feed: the bytes that are hashed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  /** Its position in the lane; undefined if the line is no event document of the lane. */
  readonly position: number | undefined;
  /** The hash of the document before it, as it states. */
  readonly previous: string | undefined;
}

const beginning = /^\{"specversion":"1\.0","id":"(\d+)-(\d+)"/;
/** The members before `data` are in this order, and quotes in their texts are escaped. */
const placeInChain = /"lane":(\d+),"position":(\d+),"previous":"([0-9a-f]{64})","data":/;
const utf8 = new TextDecoder();

/** Reads the place from the text: parsing each document would take most of the time, and the hash covers every byte anyway. */
export async function readLink(bytes: Uint8Array<ArrayBuffer>, lane: number): Promise<ChainLink> {
  const hash = sha256Hex(bytes);
  const document = utf8.decode(bytes);
  const [, idLane, idPosition] = beginning.exec(document) ?? [];
  const [, inLane, position, previous] = placeInChain.exec(document) ?? [];
  const isConsistent = inLane === String(lane) && idLane === inLane && idPosition === position;
  return { bytes, hash: await hash, position: isConsistent ? Number(position) : undefined, previous };
}

/** Whether the bytes are one JSON text in UTF-8. */
export function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
