import { describe, expect, it } from '@jest/globals';
import { trustedKeys } from '../../src/chain/trusted-keys.js';
import { ProofFileError, checkProofFile } from '../../src/proof/check-proof-file.js';
import type { ProofFile } from '../../src/proof/proof-file.js';
import { proofFile, proofFileName } from '../../src/proof/proof-file.js';
import { Signer, hashOf } from '../chain/lane-of.js';
import { assignedOf, at, eventOf, leaseOf } from '../events/event-of.js';

const signer = new Signer();
const keys = await trustedKeys([signer.jwk]);
const assigned = assignedOf(1, 0, 300, 610);
const released = eventOf('Released', 1, { ...leaseOf(1, 0, 610, 1), by: 'wwsf' }, 2);

/** A proof as the page makes it: the two events in a chain of their own, and a checkpoint of the second. */
function proof(): ProofFile {
  const first = JSON.stringify(assigned);
  const second = JSON.stringify({ ...released, previous: hashOf(first) });
  const documents = [first, second];
  const answer: ProofFile['answer'] = JSON.parse(
    JSON.stringify({
      poolId: 'pool-a',
      impi: 'web-1@ims.example',
      at: at(5),
      knownAt: at(700),
      holder: {
        assignmentId: '3-1',
        impus: ['sip:web-1@ims.example'],
        generation: 1,
        subject: {
          subjectId: '00000001-0000-4000-8000-000000000000',
          kind: 'authenticated',
          reference: 'user-1',
          erasedAt: null,
        },
        tokenValid: { from: at(0), until: at(300) },
        bindingPossible: { from: at(0), until: at(610) },
      },
      proof: documents.map((document) => JSON.parse(document)),
    }),
  );
  const checkpoint = signer.checkpoint(3, 2, hashOf(second));
  const question = { impi: 'web-1@ims.example', reason: 'case 1' };
  return proofFile(question, answer, [{ lane: 3, documents, checkpoint }], [signer.jwk]);
}

const checked = (file: ProofFile, by = keys) => checkProofFile(JSON.stringify(file, null, 2), by);
const withAnswer = (change: Partial<ProofFile['answer']>): ProofFile => ({
  ...proof(),
  answer: { ...proof().answer, ...change },
});

describe('a proof file', () => {
  it('is checked without the service', async () => {
    expect(await checked(proof())).toEqual({
      impi: 'web-1@ims.example',
      at: at(5),
      documents: 2,
      isSigned: true,
      faults: [],
    });
    expect(proofFileName(proof().answer)).toBe('who-held-web-1_ims.example-2026-11-27T100005Z.json');
  });

  it('proves nothing if a document, the signature or the answer was changed', async () => {
    const [segment] = proof().segments;
    const documents =
      segment?.documents.with(0, (segment.documents[0] ?? '').replace('authenticated', 'anonymous')) ?? [];
    const faults = async (file: ProofFile): Promise<number> => (await checked(file)).faults.length;
    expect(
      (await checked({ ...proof(), segments: [{ lane: 3, documents, checkpoint: segment?.checkpoint ?? null }] }))
        .faults,
    ).toEqual([
      'Lane 3: position 1 is not the document that was recorded.',
      'Event 3-1 of the answer is not among the documents.',
    ]);
    expect(await faults(withAnswer({ holder: null }))).toBe(1);
    expect(await faults(withAnswer({ at: at(611) }))).toBe(1);
    expect(await faults(withAnswer({ impi: 'web-2@ims.example' }))).toBe(1);
    expect(await faults(withAnswer({ proof: [] }))).toBe(1);
    expect(await faults({ ...proof(), segments: [] })).toBe(2);
    const { holder } = proof().answer;
    const later = holder && { ...holder, bindingPossible: { ...holder.bindingPossible, until: at(611) } };
    expect(await faults(withAnswer({ holder: later }))).toBe(1);
    expect((await checked(proof(), await trustedKeys([new Signer().jwk]))).faults).toHaveLength(1);
  });

  it('is refused if it is another file', async () => {
    for (const text of ['', '[]', '{"format":"x"}', JSON.stringify({ ...proof(), segments: [{}] })]) {
      await expect(checkProofFile(text, keys)).rejects.toBeInstanceOf(ProofFileError);
    }
  });
});
