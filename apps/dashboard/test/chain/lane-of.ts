import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

// Everything here is made with `node:crypto` and string arithmetic, without any code of the dashboard or the service.

export function hashOf(document: string): string {
  return createHash('sha256').update(document, 'utf8').digest('hex');
}

/** @param count of documents; some have letters of more than one byte */
export function laneOf(lane: number, count: number): string[] {
  const documents: string[] = [];
  let previous = '0'.repeat(64);
  for (let position = 1; position <= count; position++) {
    const document = documentOf(lane, position, previous, `pool-${position % 3}`);
    documents.push(document);
    previous = hashOf(document);
  }
  return documents;
}

export function documentOf(lane: number, position: number, previous: string, poolId: string): string {
  const data = `{"poolId":"${poolId}","reason":"pool-exhausted é\\"","count":${position}}`;
  return (
    `{"specversion":"1.0","id":"${lane}-${position}","source":"/ims-identity-allocator","type":"Refused","subject":"${poolId}",` +
    `"time":"2026-11-27T10:00:00.000Z","dataschema":"http://127.0.0.1:8080/v1/schemas/Refused/1",` +
    `"datacontenttype":"application/json","lane":${lane},"position":${position},"previous":"${previous}","data":${data}}`
  );
}

/** Every hash after an altered document is computed again. */
export function remade(documents: readonly string[], from: number): string[] {
  const result = documents.slice(0, from);
  for (const document of documents.slice(from)) {
    const previous = hashOf(result.at(-1) ?? '');
    result.push(document.replace(/"previous":"[0-9a-f]{64}"/, `"previous":"${previous}"`));
  }
  return result;
}

/** An Ed25519 key as an installation has it. */
export class Signer {
  private readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =
    generateKeyPairSync('ed25519');

  get pem(): string {
    return this.pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  get jwk(): { kty: string; crv: string; x: string } {
    const { kty = '', crv = '', x = '' } = this.pair.publicKey.export({ format: 'jwk' });
    return { kty, crv, x };
  }

  get fingerprint(): string {
    const { crv, kty, x } = this.jwk;
    return createHash('sha256').update(`{"crv":"${crv}","kty":"${kty}","x":"${x}"}`).digest('base64url');
  }

  checkpoint(lane: number, position: number, hash: string): string {
    return this.jws({ lane, position, hash, time: '2026-11-27T10:00:00.000Z' });
  }

  jws(payload: object, header: object = { alg: 'Ed25519', kid: this.fingerprint, typ: 'checkpoint' }): string {
    const text = `${base64Url(JSON.stringify(header))}.${base64Url(JSON.stringify(payload))}`;
    return `${text}.${sign(null, Buffer.from(text), this.pair.privateKey).toString('base64url')}`;
  }
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
