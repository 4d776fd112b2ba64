import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { PinnedKey } from '../../src/chain/pinned-key.js';
import { readPin } from '../../src/chain/pinned-key.js';
import type { HolderAnswer } from '../../src/proof/holder-answer.js';
import type { MadeProof } from '../../src/proof/make-proof.js';
import { BadProofError, makeProof } from '../../src/proof/make-proof.js';
import { ServiceClient } from '../../src/service/service-client.js';
import { Signer, documentOf, hashOf } from '../chain/lane-of.js';
import { at } from '../events/event-of.js';

const [former, present, foreign] = [new Signer(), new Signer(), new Signer()];
const first = documentOf(3, 1, '0'.repeat(64), 'pool-a');
const second = documentOf(3, 2, hashOf(first), 'pool-a');
/** Each event is signed on its own: the key was changed between them. */
const checkpoints = [former.checkpoint(3, 1, hashOf(first)), present.checkpoint(3, 2, hashOf(second))];

const answer: HolderAnswer = JSON.parse(
  JSON.stringify({
    poolId: 'pool-a',
    impi: 'web-1@ims.example',
    at: at(5),
    knownAt: at(700),
    holder: null,
    proof: [first, second].map((document) => JSON.parse(document)),
  }),
);
const question = { impi: 'web-1@ims.example', reason: 'case 1' };
const service = new ServiceClient(
  () => null,
  () => undefined,
);
const fetched = jest.spyOn(globalThis, 'fetch');
afterEach(() => {
  fetched.mockReset();
});

/** @param stated the key that the service says it signs with */
function made(pinned: readonly PinnedKey[], stated: Signer): Promise<MadeProof> {
  fetched.mockImplementation(async (input) => {
    const { pathname, searchParams } = new URL(
      input instanceof Request ? input.url : input,
      'http://allocator.example',
    );
    const after = Number(searchParams.get('after'));
    switch (pathname) {
      case '/v1/checkpoints/keys':
        return Response.json({ keys: [{ ...stated.jwk, kid: stated.fingerprint }] });
      case '/v1/checkpoints':
        return Response.json({ checkpoints: [{ jws: checkpoints[after] }], next: null });
      default:
        return new Response(`${[first, second][after] as string}\n`);
    }
  });
  return makeProof(service, { question, answer, pinned }, AbortSignal.timeout(5_000));
}

const pins = (...texts: readonly string[]): Promise<readonly PinnedKey[]> =>
  Promise.all(texts.map((text) => readPin(text)));

describe('the proof of an answer', () => {
  it('has the keys that its checkpoints name, also the former one', async () => {
    const { file, isSigned, documents } = await made(await pins(former.pem, present.fingerprint), present);
    expect(file.keys).toHaveLength(2);
    expect(file.keys).toEqual(expect.arrayContaining([former.jwk, present.jwk]));
    expect({ isSigned, documents }).toEqual({ isSigned: true, documents: 2 });
  });

  it('has no other key that is pinned or stated', async () => {
    const { file } = await made(await pins(former.pem, present.pem, new Signer().pem), foreign);
    expect(file.keys).toEqual([former.jwk, present.jwk]);
  });

  it('is refused if a checkpoint is signed with a key that the service states and the reader did not pin', async () => {
    await expect(made(await pins(former.pem), present)).rejects.toThrow('no valid signature of a trusted key');
    await expect(made(await pins(foreign.fingerprint), present)).rejects.toBeInstanceOf(BadProofError);
  });
});
