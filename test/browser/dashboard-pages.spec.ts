import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { DashboardUser, describeInBrowser, startBrowser } from '../support/dashboard-user.js';
import { type DashboardStage, openDashboardStage } from '../support/dashboard-stage.js';

/** The pages that each caller of the local issuer may use, in the order of the navigation. */
const pagesOf: readonly (readonly [caller: string, ...titles: string[]])[] = [
  ['IMS operator op-a', 'Pools', 'Agreements', 'Health'],
  ['WWSF wwsf-a', 'Pools', 'Agreements', 'Health'],
  ['eP-CSCF of op-a', 'Pools', 'Health'],
  ['Auditor', 'Pools', 'Agreements', 'Health'],
  ['Analyst', 'Pools', 'Agreements', 'Health'],
];

describeInBrowser('the pages of the dashboard', () => {
  let stage: DashboardStage;
  let browser: Browser;
  beforeAll(async () => {
    [stage, browser] = await Promise.all([openDashboardStage(), startBrowser()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await stage.end();
  });

  /** A page looks the same to every caller: its look is checked once. */
  const looked = new Set<string>();

  it.each(pagesOf)(
    'for %s: are usable by keyboard, without errors and barriers',
    async (caller, ...titles) => {
      const user = await DashboardUser.signedIn(browser, stage.baseUrl, caller);
      expect(await user.titles()).toEqual(titles);
      for (const title of titles) {
        await user.open(title);
        expect([title, await user.barriers()]).toEqual([title, []]);
        if (looked.has(title)) continue;
        looked.add(title);
        await expectLooks(user, title);
      }
      await user.end();
    },
    60_000,
  );

  it('are found by their tests to be faulty where they are: the control', async () => {
    const user = await DashboardUser.signedIn(browser, stage.baseUrl, 'Auditor');
    await user.page.evaluate(`
      document.body.insertAdjacentHTML('beforeend', '<img src="/assets/icon.svg"><button></button>');
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

  it('let an IMS operator change identities and terms, each after a preview', async () => {
    const user = await DashboardUser.signedIn(browser, stage.baseUrl, 'IMS operator op-a');
    const { page } = user;
    await page.getByRole('link', { name: 'pool-a' }).click();
    await page.getByRole('heading', { level: 1, name: 'pool-a' }).waitFor();
    await user.loaded();
    expect([await user.barriers(), await user.overflow()]).toEqual([[], 0]);

    await page
      .getByRole('button', { name: /^Change .+@/ })
      .first()
      .click();
    await page.getByLabel('Revoke').check();
    await page.getByLabel('Reason').fill('abuse report 4711');
    expect(await page.getByRole('dialog').innerText()).toContain('Only the IMS can');
    expect(await user.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText(/^Revoked .+@/).waitFor();

    await page.getByRole('button', { name: 'Import identities' }).click();
    const rows = ['impi,impu', 'page-1@op-a.example,sip:page-1@op-a.example', 'page-2@op-a.example'];
    const file = { name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
    await page.getByLabel('File').setInputFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('Imported: 2 rows').waitFor();
    expect(await page.getByRole('dialog').innerText()).toMatch(/1 rows refused[^]*no-impu[^]*page-2@op-a\.example/);
    await page.getByRole('button', { name: 'Close', exact: true }).click();

    await page.getByRole('link', { name: 'Agreements' }).click();
    await page.getByLabel('R_max (seconds)').fill('630');
    await page.getByRole('button', { name: 'Set the profile…' }).click();
    await page.getByRole('dialog').getByText('R_max: 600 s → 630 s').waitFor();
    await page
      .getByRole('dialog')
      .getByText(/live assignments later, by 30 s at most/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Set the profile' }).click();
    await page.getByRole('heading', { name: 'Version 2 is in force' }).waitFor();
    await user.end();
  }, 60_000);

  it('need a new sign-in after a reload, which needs no choice, and end with the sign-out', async () => {
    const user = await DashboardUser.signedIn(browser, stage.baseUrl, 'WWSF wwsf-a');
    expect(await user.page.evaluate('JSON.stringify([localStorage, sessionStorage])')).toBe('[{},{}]');
    await user.page.goto(`${stage.baseUrl}/#/health`);
    await user.page.reload();
    await user.page.getByRole('heading', { level: 1, name: 'Health' }).waitFor();
    expect(new URL(user.page.url()).hash).toBe('#/health');
    await user.reach('Sign out');
    await user.page.keyboard.press('Enter');
    await user.page.getByText('You are signed out.').waitFor();
    await user.reach('Sign in');
    await user.page.keyboard.press('Enter');
    await user.page.getByRole('button', { name: 'Analyst' }).waitFor();
    await user.end();
  });
});

/** In both themes, at a desk and on a telephone. */
async function expectLooks(user: DashboardUser, title: string): Promise<void> {
  const name = title.toLowerCase().replaceAll(' ', '-');
  for (const width of ['wide', 'narrow'] as const) {
    for (const theme of ['dark', 'light'] as const) {
      await user.show(width, theme);
      expect([title, width, theme, await user.overflow()]).toEqual([title, width, theme, 0]);
      await user.photograph(`${name}-${width}-${theme}`);
    }
    await user.show(width, 'dark');
    expect([title, width, await user.barriers()]).toEqual([title, width, []]);
  }
  await user.show('wide', 'light');
}
