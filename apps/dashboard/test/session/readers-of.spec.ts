import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { identityView } from '../../src/pages/identity/identity-view.js';
import { accessRoles } from '../../src/session/access-role.js';
import { notForRoleText } from '../../src/session/not-for-role-text.js';
import { readersOf } from '../../src/session/readers-of.js';

/** `docs/access.md`: each call with its cells, in the order of the roles. */
const cellsOf = new Map(
  readFileSync(new URL('../../../../docs/access.md', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, call = '', ...cells]) => [call, cells] as const),
);

describe('the readers of a path', () => {
  it.each(Object.entries(readersOf))('%s are those that docs/access.md states', (path, readers) => {
    const call = `\`GET ${path.replaceAll(/\{(\w+)\}/g, ':$1')}\``;
    expect(cellsOf.get('call')?.slice(0, accessRoles.length)).toEqual(accessRoles);
    const granted = accessRoles.filter((_, index) => cellsOf.get(call)?.[index] === 'yes');
    expect(new Set(readers)).toEqual(new Set(granted));
  });

  it('are named to those who are none', () => {
    expect(notForRoleText('events', '/v1/events')).toBe(
      'Your role does not read events: WWSFs, IMS operators, auditors and analysts do.',
    );
  });
});

it.each([
  [['auditor', 'wwsf'], 'timeline', 'why each lease ended'],
  [['wwsf'], 'latest-lease', 'its latest lease:'],
  [['ims-operator'], 'latest-lease', 'its latest lease:'],
  [['analyst'], 'latest-lease', 'its latest lease:'],
  [['ep-cscf'], 'state', 'the bound of its latest holder'],
] as const)('the page of an identity shows %j the %s, and introduces no more', (roles, kind, intro) => {
  const view = identityView(new Set(roles));
  expect(view.kind).toBe(kind);
  expect(view.intro).toContain(intro);
});
