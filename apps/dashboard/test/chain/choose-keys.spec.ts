import { describe, expect, it } from '@jest/globals';
import { readPin } from '../../src/chain/pinned-key.js';
import { chooseKeys } from '../../src/chain/choose-keys.js';
import { Signer } from './lane-of.js';

const [former, present] = [new Signer(), new Signer()];
const pins = (...texts: readonly string[]) => Promise.all(texts.map(readPin));

describe('the keys that signatures are checked with', () => {
  it('are those that the reader pinned, also after a change of the key', async () => {
    const chosen = await chooseKeys(await pins(former.pem, present.fingerprint), present.jwk);
    expect(chosen).toMatchObject({
      trust: 'pinned',
      pins: [
        { fingerprint: former.fingerprint, state: 'not-of-service' },
        { fingerprint: present.fingerprint, state: 'of-service' },
      ],
    });
    expect('using' in chosen && [...(chosen.using?.keys() ?? [])]).toEqual([former.fingerprint, present.fingerprint]);
  });

  it('never contain a key of the service that is not pinned', async () => {
    const chosen = await chooseKeys(await pins(former.fingerprint), present.jwk);
    expect(chosen).toMatchObject({ trust: 'pinned', pins: [{ state: 'missing' }], using: undefined });
    const withPem = await chooseKeys(await pins(former.pem), present.jwk);
    expect('using' in withPem && [...(withPem.using?.keys() ?? [])]).toEqual([former.fingerprint]);
  });

  it('are those of the service, or none, if nothing is pinned', async () => {
    expect(await chooseKeys([], present.jwk)).toMatchObject({ trust: 'service', fingerprint: present.fingerprint });
    expect(await chooseKeys([], undefined)).toEqual({ trust: 'none' });
  });
});
