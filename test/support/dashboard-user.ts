import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { repositoryRoot } from '@allocator/local';
import { whereAvailable } from '@allocator/testing';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

/** A page that does not show something within this time never does. */
const showsMsMax = 10_000;
/** Presses of a key in search of a control. */
const pressesMax = 120;
/** What of a page is photographed, in CSS pixels: more repeats itself. */
const imageHeightMax = 2_800;

export type Theme = 'light' | 'dark';
/** A desk and a telephone, in CSS pixels. */
export const widths = { wide: 1_280, narrow: 400 } as const;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shownImages = readFileSync(join(repositoryRoot, 'docs', 'dashboard.md'), 'utf8');
const program = (process.env['PATH'] ?? '')
  .split(':')
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** A suite that needs a browser. */
export const describeInBrowser = whereAvailable(
  describe,
  program === undefined ? 'no chromium (Debian: apt-get install chromium)' : undefined,
  'REQUIRE_BROWSER',
);

/** Starts Chromium. It is Debian's: nothing is downloaded. */
export function startBrowser(): Promise<Browser> {
  if (program === undefined) throw new Error('there is no chromium on this machine');
  // Tests in containers run as root, for whom Chromium has no sandbox.
  return chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/** A user of the dashboard in a browser of its own: no other user has its cookies and storage. */
export class DashboardUser {
  /** What must not be seen in any page: errors, warnings, violations of the content security policy, failed requests. */
  readonly faults: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.setDefaultTimeout(showsMsMax);
    page.on('pageerror', (error) => this.faults.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.faults.push(`${message.type()}: ${message.text()}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A page that is left stops its requests.
      if (why !== 'net::ERR_ABORTED') this.faults.push(`${request.url()}: ${why}`);
    });
  }

  /**
   * @param caller title of a choice at the local issuer: `Auditor`
   * @param prepare what the page needs before it loads anything
   */
  static async signedIn(
    browser: Browser,
    baseUrl: string,
    caller: string,
    prepare?: (page: Page) => Promise<void>,
  ): Promise<DashboardUser> {
    const context = await browser.newContext({
      viewport: { width: widths.wide, height: 800 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    const user = new DashboardUser(context, await context.newPage());
    await prepare?.(user.page);
    await user.page.goto(baseUrl);
    await user.page.getByRole('button', { name: caller, exact: true }).waitFor();
    await user.press('Enter', caller);
    await user.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    return user;
  }

  /** Titles in the navigation. */
  titles(): Promise<string[]> {
    return this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts();
  }

  /**
   * Moves the focus by Tab to what has this name. Throws if Tab does not lead there.
   * @param among selector of the elements that count: two of a page can have one name
   */
  async reach(name: string, among = '', by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let presses = 0; presses < pressesMax; presses++) {
      await this.page.keyboard.press(by);
      if ((await this.focusedName(among)) === name) return;
    }
    throw new Error(`${by} does not reach ${name}`);
  }

  /** Null if none of these has the focus. */
  focusedName(among = ''): Promise<string | null> {
    return this.page.evaluate<string | null>(`
      const focused = document.querySelector(${JSON.stringify(`${among}:focus`)});
      focused && (focused.getAttribute('aria-label') ?? (focused.labels?.[0] ?? focused).innerText).trim();
    `);
  }

  /** Moves the focus to what has this name, and presses the key there. */
  async press(key: string, name: string, among = ''): Promise<void> {
    await this.reach(name, among);
    await this.page.keyboard.press(key);
  }

  /** Follows a link of the page's content to a page with this title, by keyboard. */
  async follow(title: string): Promise<void> {
    await this.press('Enter', title, 'main a');
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
    await this.loaded();
  }

  /** Opens a page of the navigation by keyboard, and returns when it shows its content. */
  async open(title: string): Promise<void> {
    // It stands before the page's content, where the focus is.
    await this.reach(title, 'nav[aria-label="Pages"] a', 'Shift+Tab');
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
    await this.loaded();
  }

  /** Nothing on the page is loading. */
  async loaded(): Promise<void> {
    await this.page.locator('.loading').first().waitFor({ state: 'detached' });
  }

  async show(width: keyof typeof widths, theme: Theme): Promise<void> {
    await this.page.setViewportSize({ width: widths[width], height: 800 });
    await this.page.emulateMedia({ colorScheme: theme });
  }

  /** What axe-core finds that keeps people from using the page, as it is shown. */
  async barriers(): Promise<readonly string[]> {
    if (!(await this.page.evaluate<boolean>(`'axe' in window`))) await this.page.evaluate(axeSource);
    // The elements of what it finds in order would be described too, at as much cost.
    const { violations } = await this.page.evaluate<AxeResults>(`axe.run({ resultTypes: ['violations'] })`);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }

  /**
   * Pixels by which the page is wider than the window: a reader must not scroll in two directions.
   * @param of selector of a part that scrolls by itself
   */
  overflow(of = 'html'): Promise<number> {
    return this.page.evaluate<number>(`
      const { scrollWidth, clientWidth } = document.querySelector(${JSON.stringify(of)});
      scrollWidth - clientWidth;
    `);
  }

  /**
   * `UPDATE_IMAGES=1` writes it to docs/images if docs/dashboard.md shows it, and otherwise to .local/images: look at it.
   * @param part `page`: also what is below the window's edge
   */
  async photograph(name: string, part: 'page' | 'dialog' = 'page'): Promise<void> {
    if (process.env['UPDATE_IMAGES'] !== '1') return;
    const file = `dashboard-${name}.png`;
    const folder = join(repositoryRoot, shownImages.includes(`images/${file}`) ? 'docs/images' : '.local/images');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, file);
    if (part === 'dialog') {
      await this.page.getByRole('dialog').screenshot({ path });
      return;
    }
    await this.page.evaluate('scrollTo(0, 0)');
    const { width = 0 } = this.page.viewportSize() ?? {};
    const height = await this.page.evaluate<number>('document.documentElement.scrollHeight');
    const clip = { x: 0, y: 0, width, height: Math.min(height, imageHeightMax) };
    await this.page.screenshot({ path, fullPage: true, clip });
  }

  expectNoFaults(): void {
    expect(this.faults.splice(0)).toEqual([]);
  }

  async end(): Promise<void> {
    await this.context.close();
    this.expectNoFaults();
  }
}
