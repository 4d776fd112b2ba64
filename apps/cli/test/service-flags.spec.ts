import { expect, it } from '@jest/globals';
import { serviceOf } from '../src/service/service-flags.js';

const context = { signal: new AbortController().signal, notice: () => undefined };
const env = { ALLOCATOR_URL: 'https://allocator.example', ALLOCATOR_TOKEN: 'of-production' };

it.each(['https://elsewhere.example', 'http://allocator.example', 'https://allocator.example:8443'])(
  'ALLOCATOR_TOKEN is not sent to %s, which is not the server of ALLOCATOR_URL',
  (url) => {
    expect(() => serviceOf({ url }, { env, ...context })).toThrow('give --token-file');
    expect(() => serviceOf({ url, tokenFile: 'token' }, { env, ...context })).not.toThrow();
  },
);

it('ALLOCATOR_TOKEN is sent to a --url of the same server, or of any without ALLOCATOR_URL', () => {
  expect(() => serviceOf({ url: 'https://allocator.example:443/' }, { env, ...context })).not.toThrow();
  expect(() => serviceOf({ url: 'https://a.example' }, { env: { ALLOCATOR_TOKEN: 'x' }, ...context })).not.toThrow();
});

it.each([
  ['http://user:secret@127.0.0.1:8080', '--url has a user or password'],
  ['http://user:secret@127.0.0.1:99999', '--url is not a URL'],
  ['http://127.0.0.1:0', '--url has port 0'],
  ['ftp://allocator.example', '--url is not an http or https URL'],
  ['https://allocator.example/?', '--url has a query or fragment'],
  ['https://allocator.example/#v1', '--url has a query or fragment'],
])('%s is refused without repeating it', (url, words) => {
  const refused = (): unknown => serviceOf({ url }, { env: {}, ...context });
  expect(refused).toThrow(words);
  expect(refused).not.toThrow(/secret/);
});

it('ALLOCATOR_URL is refused by its own name, and only where it is used', () => {
  const wrong = { ALLOCATOR_URL: 'allocator.example', ALLOCATOR_TOKEN: 'x' };
  expect(() => serviceOf({}, { env: wrong, ...context })).toThrow('ALLOCATOR_URL is not a URL');
  expect(() => serviceOf({ url: 'https://a.example', tokenFile: 'a' }, { env: wrong, ...context })).not.toThrow();
});
