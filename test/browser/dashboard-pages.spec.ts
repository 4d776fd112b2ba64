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
