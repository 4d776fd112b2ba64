import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPin } from '../../src/chain/pinned-key.js';
import { storePins, storedPins } from '../../src/chain/stored-pins.js';
import { withPin } from '../../src/chain/with-pin.js';
import { Signer } from './lane-of.js';

const [former, present] = [new Signer(), new Signer()];

/** What of `localStorage` the page uses. */
class Storage {
  private readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, text: string): unknown => this.items.set(key, text);
  removeItem = (key: string): unknown => this.items.delete(key);
}

const own = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
beforeEach(() => {
  Object.defineProperty(globalThis, 'localStorage', { value: new Storage(), configurable: true });
});
afterEach(() => {
  if (own === undefined) Reflect.deleteProperty(globalThis, 'localStorage');
  else Object.defineProperty(globalThis, 'localStorage', own);
});

describe('pinned keys', () => {
  it('are the same after a reload, also of PEM with empty lines', async () => {
    const spaced = former.pem.replace('KEY-----\n', 'KEY-----\n\n').replace('\n-----END', '\n\n-----END');
    storePins([await readPin(spaced), await readPin(present.fingerprint)]);
    expect(storedPins()).toEqual([
      { fingerprint: former.fingerprint, key: former.jwk },
      { fingerprint: present.fingerprint, key: undefined },
    ]);
    storePins([]);
    expect(storedPins()).toEqual([]);
  });

  it.each(['not JSON', '{}', '[null, "x", {}, {"fingerprint": "x", "key": {}}]'])(
    'are none where the page did not store them: %s',
    (text) => {
      localStorage.setItem('checkpoint-keys', text);
      expect(storedPins()).toEqual([]);
    },
  );

  it('have each key once, and the key itself where it was given', async () => {
    const [pem, fingerprint, other] = await Promise.all(
      [former.pem, former.fingerprint, present.pem].map((text) => readPin(text)),
    );
    if (pem === undefined || fingerprint === undefined || other === undefined) throw new Error('three pins');
    expect(withPin([fingerprint, other], pem)).toEqual([pem, other]);
    expect(withPin([pem, other], fingerprint)).toEqual([pem, other]);
    expect(withPin([pem], other)).toEqual([pem, other]);
  });
});
