import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { DashboardUser, describeInBrowser, startBrowser } from '../support/dashboard-user.js';
import { type DashboardStage, openDashboardStage } from '../support/dashboard-stage.js';

/** The pages that each caller of the local issuer may use, in the order of the navigation. */
const pagesOf: readonly (readonly [caller: string, ...titles: string[]])[] = [
  ['IMS operator op-a', 'Pools', 'Agreements', 'Live', 'Health'],
  ['WWSF wwsf-a', 'Pools', 'Agreements', 'Live', 'Health'],
  ['eP-CSCF of op-a', 'Pools', 'Health'],
  ['Auditor', 'Pools', 'Agreements', 'Who held it', 'Live', 'History', 'Health'],
  ['Analyst', 'Pools', 'Agreements', 'Live', 'History', 'Health'],
];

describeInBrowser('the pages of the dashboard', () => {
  let stage: DashboardStage;
  let browser: Browser;
  beforeAll(async () => {
    [stage, browser] = await Promise.all([openDashboardStage(), startBrowser()]);
  }, 60_000);
  afterEach(() => {
    for (const user of users.values()) user.expectNoFaults();
  });
  afterAll(async () => {
    for (const user of users.values()) await user.end();
    await browser.close();
    await stage.end();
  });

  /** They stay signed in from case to case. */
  const users = new Map<string, DashboardUser>();
  async function userOf(caller: string): Promise<DashboardUser> {
    const user = users.get(caller) ?? (await DashboardUser.signedIn(browser, stage.baseUrl, caller));
    users.set(caller, user);
    return user;
  }
  /** Pages whose look is checked: sizes, themes and images do not depend on the caller. Of these three it is below, with content. */
  const looked = new Set(['Who held it', 'Live', 'History']);

  it.each(pagesOf)(
    'for %s: are usable by keyboard, without errors and barriers',
    async (caller, ...titles) => {
      const user = await userOf(caller);
      expect(await user.titles()).toEqual(titles);
      // What a page contains depends on the caller's role.
      const look = async (title: string): Promise<void> => {
        if (looked.has(title)) await expectNoBarriers(user, title);
        else await expectLooks(user, title);
        looked.add(title);
      };
      for (const title of titles) {
        await user.open(title);
        await look(title);
      }
      await user.open('Pools');
      await user.follow('pool-a');
      expect(await user.page.locator('nav[aria-label="Pages"] a[aria-current]').allInnerTexts()).toEqual(['Pools']);
      await look('Pool');
      await user.follow('pool-a-002@ims.op-a.example');
      await look('Latest lease');
    },
    60_000,
  );

  it('verify the history in the browser under a pinned key, and find a changed byte', async () => {
    const user = await userOf('Auditor');
    const { page } = user;
    await user.open('History');
    await page.getByLabel('Pin a key').fill(stage.checkpointKey);
    await user.press('Enter', 'Pin this key');
    await page.getByText('Pinned key, fingerprint').waitFor();
    const events = /\/v1\/events\?lane=6&/;
    await page.route(events, async (route) => {
      const response = await route.fetch();
      const changed = (await response.text()).replace(`"id":"6-100","source"`, `"id":"6-100","Source"`);
      await route.fulfill({ response, body: changed });
    });
    await user.press('Enter', 'Verify the history');
    await page.getByText('Position 100 altered').waitFor();
    await expectLooks(user, 'History altered');
    await page.unroute(events);
    await user.press('Enter', 'Verify again');
    await page.getByText('Every event is as it was recorded').waitFor();
    await expectLooks(user, 'History verified');
  }, 60_000);

  it('show the life of an identity, and who held it, with a proof that the history page accepts', async () => {
    const user = await userOf('Auditor');
    const { page } = user;
    await user.open('Who held it');
    await page.getByLabel('IMPI or IMPU').fill('sip:wwsf-a-fr-012@op-a.example');
    await page.getByLabel('Reason of the read').fill('case 2026-117');
    await user.press('Enter', 'Find the holder');
    await page.getByText('could only be used by').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), user.press('Enter', 'Download the proof')]);
    await expectLooks(user, 'Holder');
    await user.press('Enter', 'The identity and its life');
    await user.press('Enter', 'Read the timeline');
    await page.getByRole('table', { name: 'Leases, the newest first' }).waitFor();
    await expectLooks(user, 'Identity');
    await page
      .getByRole('button', { name: /^Assigned ?: open/ })
      .first()
      .click();
    await page.getByText('SHA-256').waitFor();
    expect(await user.barriers()).toEqual([]);
    await page.keyboard.press('Escape');
    await user.open('History');
    await page.getByLabel('File', { exact: true }).setInputFiles(await file.path());
    await page.getByText('Proved by signatures').waitFor();
  }, 60_000);

  it.each(['Analyst', 'eP-CSCF of op-a'])(
    'call nothing well that is unknown without a database, for %s',
    async (caller) => {
      const user = await userOf(caller);
      const { page } = user;
      await page.route('**/health/ready', (route) =>
        route.fulfill({ status: 503, json: { ready: false, state: 'working', database: 'does not answer' } }),
      );
      await user.open('Health');
      await page.getByText('The database does not answer', { exact: true }).waitFor();
      const shown = await page.getByRole('main').innerText();
      expect(shown).toContain('Closed lanes\n–\nunknown while the process is not ready');
      expect(shown).not.toMatch(
        /every lane decides|\bopen\b|does not publish|are consumed|0 s|0 events|would be shown/,
      );
      await expectNoBarriers(user, 'Health without a database');
      await page.unroute('**/health/ready');
      expect(new Set(user.faults.splice(0))).toEqual(new Set([expect.stringContaining('503')]));
    },
    60_000,
  );

  it('show events as they are recorded, and keep still while they are paused', async () => {
    const user = await userOf('WWSF wwsf-a');
    const { page } = user;
    await user.open('Live');
    await page.getByText('Connected').waitFor();
    await stage.pools.record();
    await page.getByText('Assigned to authenticated holder').first().waitFor();
    await expectLooks(user, 'Live with events');
    await user.press('Space', 'Pause');
    const events = await page.getByRole('row').count();
    await stage.pools.record();
    await page.getByText(/Paused: [1-9]\d* new/).waitFor();
    expect(await page.getByRole('row').count()).toBe(events);
    await page.keyboard.press('Space');
    await page.getByText('Paused').waitFor({ state: 'detached' });
    expect(await page.getByRole('row').count()).toBeGreaterThan(events);
  }, 60_000);

  it('are found by their tests to be faulty where they are: the control', async () => {
    const user = await DashboardUser.signedIn(browser, stage.baseUrl, 'Auditor');
    await user.page.evaluate(`
      const icon = document.querySelector('link[rel="icon"]').href;
      document.body.insertAdjacentHTML('beforeend', '<img src="' + icon + '"><button></button>');
      document.body.append(Object.assign(document.createElement('pre'), { textContent: 'wide '.repeat(1_000) }));
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
    `);
    expect(await user.barriers()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^image-alt/), expect.stringMatching(/^button-name/)]),
    );
    expect(await user.overflow()).toBeGreaterThan(0);
    expect(await user.page.evaluate(`'injected' in window`)).toBe(false);
    expect(user.faults.splice(0)).toEqual([expect.stringContaining('Content Security Policy')]);
    await user.end();
  });

  it('sort a table, read a plot, and forecast another size of a pool, by keyboard', async () => {
    const user = await userOf('Analyst');
    const { page } = user;
    await user.open('Pools');
    const utilisation = page.getByRole('columnheader', { name: 'Utilisation' });
    await user.press('Enter', 'Utilisation', 'th button');
    expect(await utilisation.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    expect(await utilisation.getAttribute('aria-sort')).toBe('descending');
    expect(await page.getByRole('rowheader').first().innerText()).toContain('wwsf-a-fr');
    await user.show('narrow', 'light');
    expect(await user.overflow('.data-table')).toBe(0);
    expect(await page.getByRole('row', { name: 'wwsf-a-fr' }).getByRole('cell').allInnerTexts()).toContain('100%');
    await user.show('wide', 'light');
    await user.follow('wwsf-b-fr');
    const legend = page.locator('.plot-legend').first();
    expect(await legend.innerText()).toMatch(/^Sum of 1 h\s+assigned\s+3\s/);
    await user.reach('Activity of the last 1 h: 3 assigned, 0 expired, 0 released, 0 refused');
    await page.keyboard.press('ArrowLeft');
    expect(await legend.innerText()).toMatch(/^\d\d:\d\d UTC/);
    await page.keyboard.press('Escape');
    expect(await legend.innerText()).toMatch(/^Sum of 1 h/);
    const answer = page.locator('.forecast-result p').first();
    expect(await answer.innerText()).toMatch(/^100 identities refuse/);
    await user.press('ArrowLeft', 'Identities: 100', 'input');
    await answer.filter({ hasText: /^99 identities refuse/ }).waitFor();
  }, 60_000);

  it('let an IMS operator change identities and terms, each after a preview', async () => {
    const user = await userOf('IMS operator op-a');
    const { page } = user;
    await user.open('Pools');
    await user.follow('pool-a');
    const change = 'Change pool-a-001@ims.op-a.example';
    const dialog = page.getByRole('dialog', { name: change });
    await user.press('Enter', change);
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await user.focusedName()).toBe(change);
    await page.keyboard.press('Enter');
    await user.reach('Suspend not assigned for a while');
    // The radio buttons of a group are one stop of Tab.
    await page.keyboard.press('ArrowUp');
    expect(await dialog.innerText()).toContain('Only the IMS can');
    await user.reach('Reason');
    await page.keyboard.type('abuse report 4711');
    await expectLooks(user, 'Revocation', 'dialog');
    await user.press('Enter', 'Revoke', 'dialog button');
    await page.getByText(/^Revoked .+@/).waitFor();
    await user.press('Enter', 'Close: Revoked pool-a-001@ims.op-a.example');

    await page.getByRole('button', { name: 'Import identities' }).click();
    const rows = ['impi,impu', 'page-1@op-a.example,sip:page-1@op-a.example', 'page-2@op-a.example'];
    const file = { name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('Imported: 2 rows').waitFor();
    expect(await page.getByRole('dialog').innerText()).toMatch(/1 rows refused[^]*no-impu[^]*page-2@op-a\.example/);
    await page.getByRole('button', { name: 'Close', exact: true }).click();

    await user.open('Agreements');
    await page.getByLabel('R_max (seconds)').fill('3300');
    await page.getByText(/^needs L of/).waitFor();
    await expectLooks(user, 'What if');
    await page.getByLabel('R_max (seconds)').fill('630');
    await user.press('Enter', 'Set the profile…');
    await page.getByRole('dialog').getByText('R_max: 600 s → 630 s').waitFor();
    await page
      .getByRole('dialog')
      .getByText(/live assignments later, by 30 s at most/)
      .waitFor();
    await user.press('Enter', 'Set the profile', 'dialog button');
    await page.getByRole('heading', { name: 'Version 2 is in force' }).waitFor();
  }, 60_000);

  it('keep a change that came second, and show those that came first', async () => {
    const user = await userOf('IMS operator op-a');
    const { page } = user;
    await user.open('Agreements');
    await user.press('Enter', 'Change wwsf-a-op-a');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Quarantine').fill('120');
    await stage.pools.setLifetime(4_000);
    await dialog.getByRole('button', { name: 'Set the agreement' }).click();
    await dialog.getByText('Security lifetime L: 3,600 s → 4,000 s').waitFor();
    expect(await user.barriers()).toEqual([]);
    await stage.pools.setLifetime(4_100);
    await dialog.getByRole('button', { name: 'Set the agreement' }).click();
    await dialog.getByText('Security lifetime L: 3,600 s → 4,100 s').waitFor();
    expect(user.faults.splice(0)).toEqual([expect.stringContaining('412'), expect.stringContaining('412')]);
    await dialog.getByRole('button', { name: 'Set the agreement' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await stage.pools.agreement()).toMatchObject({
      version: 4,
      securityLifetimeSeconds: 4_100,
      quarantineSeconds: 120,
    });
  }, 60_000);

  it('warn of the end of a session, also in an open dialog, behind which the page cannot be read', async () => {
    const user = await DashboardUser.signedIn(browser, stage.baseUrl, 'IMS operator op-a', (page) =>
      page.clock.install(),
    );
    const { page } = user;
    await user.open('Pools');
    await user.follow('pool-a');
    await user.press('Enter', 'Change terms');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading').first().waitFor();
    expect(await dialog.getByText('Your session ends at').count()).toBe(0);
    await page.clock.fastForward('11:57:00');
    await dialog.getByText('Your session ends at').waitFor();
    expect(await user.barriers()).toEqual([]);
    await user.end();
  });

  it('need a new sign-in after a reload, which needs no choice, and end with the sign-out', async () => {
    const user = await DashboardUser.signedIn(browser, stage.baseUrl, 'WWSF wwsf-a');
    expect(await user.page.evaluate('JSON.stringify([localStorage, sessionStorage])')).toBe('[{},{}]');
    await user.page.goto(`${stage.baseUrl}/#/health`);
    await user.page.reload();
    await user.page.getByRole('heading', { level: 1, name: 'Health' }).waitFor();
    expect(new URL(user.page.url()).hash).toBe('#/health');
    await user.press('Enter', 'Sign out');
    await user.page.getByText('You are signed out.').waitFor();
    await user.press('Enter', 'Sign in');
    await user.page.getByRole('button', { name: 'Analyst' }).waitFor();
    await user.end();
  });
});

const looks = [
  ['wide', 'light'],
  ['narrow', 'dark'],
] as const;

/** As it is shown to a caller for whom it has other contents. */
async function expectNoBarriers(user: DashboardUser, title: string): Promise<void> {
  await user.show('narrow', 'dark');
  expect([title, await user.overflow(), await user.barriers()]).toEqual([title, 0, []]);
  await user.show('wide', 'light');
}

/** In both themes, at a desk and on a telephone. The colours of a theme are the same at every width. */
async function expectLooks(user: DashboardUser, title: string, part?: 'page' | 'dialog'): Promise<void> {
  const name = title.toLowerCase().replaceAll(' ', '-');
  for (const [width, theme] of looks) {
    await user.show(width, theme);
    expect([title, width, await user.overflow()]).toEqual([title, width, 0]);
    expect([title, theme, await user.barriers()]).toEqual([title, theme, []]);
    await user.photograph(`${name}-${width}`, part);
  }
  await user.show('wide', 'light');
}
