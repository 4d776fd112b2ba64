import { describe, expect, it } from '@jest/globals';
import { TenantLoad } from '../src/http/limits/tenant-load.js';

const a = 'wwsf-a';
const b = 'wwsf-b';

describe('what a tenant may have under way', () => {
  it('is much where nobody else is at work, and bounded', () => {
    const load = new TenantLoad(() => 0);
    for (let n = 0; n < 20; n++) expect(load.tryBegin(a, 1_000)).toBe(true);
    expect(load.tryBegin(a, 1)).toBe(false);
    load.end(a, 1_000);
    expect(load.tryBegin(a, 1_000)).toBe(true);
  });

  it('is less beside others, from their first request to a second after their last', () => {
    let now = 0;
    const load = new TenantLoad(() => now);
    expect([load.tryBegin(b, 1), load.tryBegin(a, 1_000), load.tryBegin(a, 1_000)]).toEqual([true, true, false]);
    load.end(b, 1);
    now = 999;
    expect(load.tryBegin(a, 1_000)).toBe(false);
    now = 1_001;
    expect(load.tryBegin(a, 1_000)).toBe(true);
  });

  it('is a request of any size where the tenant has none under way, and never counts one that was refused', () => {
    const load = new TenantLoad(() => 0);
    load.tryBegin(b, 1);
    expect([load.tryBegin(a, 5_000), load.tryBegin(a, 1)]).toEqual([true, false]);
    load.end(a, 5_000);
    expect(load.tryBegin(a, 1_500)).toBe(true);
  });
});
