import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { PinError, fingerprintOf, readPin } from '../../src/chain/pinned-key.js';
import { Signer } from './lane-of.js';

describe('the pin of a checkpoint key', () => {
  it('is the thumbprint of RFC 8037, appendix A.3', async () => {
    const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(await fingerprintOf(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('is read from a fingerprint or a public key in PEM', async () => {
    const signer = new Signer();
    expect(await readPin(` ${signer.fingerprint}\n`)).toEqual({ fingerprint: signer.fingerprint, key: undefined });
    expect(await readPin(signer.pem)).toEqual({ fingerprint: signer.fingerprint, key: signer.jwk });
  });

  it('is refused if it is anything else', async () => {
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' });
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' });
    for (const text of ['', 'abc', p256.toString(), x25519.toString(), new Signer().pem.replace('PUBLIC', 'PRIVATE')]) {
      await expect(readPin(text)).rejects.toBeInstanceOf(PinError);
    }
  });
});
