import { describe, expect, it } from '@jest/globals';
import { TenantLoad } from '../src/http/limits/tenant-load.js';

const a = 'wwsf-a';
const b = 'wwsf-b';

describe('the commands that a tenant may have in progress', () => {
  it('are many while no other tenant is active, and bounded', () => {
    const load = new TenantLoad(() => 0);
    for (let n = 0; n < 20; n++) expect(load.tryBegin(a, 1_000)).toBe(true);
    expect(load.tryBegin(a, 1)).toBe(false);
    load.end(a, 1_000);
    expect(load.tryBegin(a, 1_000)).toBe(true);
  });

  it('are fewer while others are active: from their first request to a second after their last', () => {
    let now = 0;
    const load = new TenantLoad(() => now);
    expect([load.tryBegin(b, 1), load.tryBegin(a, 1_000), load.tryBegin(a, 1_000)]).toEqual([true, true, false]);
    load.end(b, 1);
    now = 999;
    expect(load.tryBegin(a, 1_000)).toBe(false);
    now = 1_001;
    expect(load.tryBegin(a, 1_000)).toBe(true);
  });

  it('include one request of any size if the tenant has none in progress, and never a refused one', () => {
    const load = new TenantLoad(() => 0);
    load.tryBegin(b, 1);
    expect([load.tryBegin(a, 5_000), load.tryBegin(a, 1)]).toEqual([true, false]);
    load.end(a, 5_000);
    expect(load.tryBegin(a, 1_500)).toBe(true);
  });
});
