import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { importCodes } from '@allocator/contracts';

const page = readFileSync(new URL('../../../docs/identities.md', import.meta.url), 'utf8');
const [, refused = ''] = page.split('## Refused rows');
const documented = [...(refused.split('\n## ')[0] ?? '').matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code),
);

describe('the codes of refused rows', () => {
  it('are those that docs/identities.md explains', () => {
    expect(documented.sort()).toEqual(Object.keys(importCodes).sort());
  });
});
