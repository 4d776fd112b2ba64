import { describe, expect, it } from '@jest/globals';
import { trustedKeys } from '../../src/chain/trusted-keys.js';
import { segmentFault } from '../../src/chain/proof-segment.js';
import type { ProofSegment } from '../../src/chain/proof-segment.js';
import { Signer, hashOf, laneOf } from './lane-of.js';

const lane = 5;
const documents = laneOf(lane, 30);
const signer = new Signer();
const keys = await trustedKeys([signer.jwk]);
const checkpoint = signer.checkpoint(lane, 20, hashOf(documents[19] ?? ''));
const segment: ProofSegment = { lane, documents: documents.slice(9, 20), checkpoint };
const faultOf = (change: Partial<ProofSegment>): Promise<string | undefined> =>
  segmentFault({ ...segment, ...change }, keys);

describe('a segment of a proof', () => {
  it('proves its documents by the signature of the last one', async () => {
    expect(await faultOf({})).toBeUndefined();
    expect(await faultOf({ documents: documents.slice(3, 9), checkpoint: null })).toBeUndefined();
  });

  it('is refused if a document was changed, removed or moved', async () => {
    const changed = segment.documents.with(4, (segment.documents[4] ?? '').replace('exhausted', 'Exhausted'));
    expect(await faultOf({ documents: changed })).toBe('position 14 is not the document that was recorded');
    const last = segment.documents.with(-1, (segment.documents.at(-1) ?? '').replace('exhausted', 'Exhausted'));
    expect(await faultOf({ documents: last })).toBe('position 20 is not the document that was signed');
    expect(await faultOf({ documents: segment.documents.toSpliced(4, 1) })).toBe('position 14 is missing');
    expect(await faultOf({ documents: segment.documents.slice(0, -1) })).toBe('the checkpoint is of another document');
    expect(await faultOf({ documents: segment.documents.toReversed() })).toBeDefined();
    expect(await faultOf({ documents: [] })).toBe('the segment has no document');
    expect(await faultOf({ documents: ['{}'] })).toBe('document 1 is no event document of lane 5');
  });

  it('is refused if another key signed, or another lane', async () => {
    const other = new Signer().checkpoint(lane, 20, hashOf(documents[19] ?? ''));
    expect(await faultOf({ checkpoint: other })).toBe('the checkpoint has no valid signature of a trusted key');
    const elsewhere = signer.checkpoint(lane + 1, 20, hashOf(documents[19] ?? ''));
    expect(await faultOf({ checkpoint: elsewhere })).toBe('the checkpoint is of another document');
  });
});
