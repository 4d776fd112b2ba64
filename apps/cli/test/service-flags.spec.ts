import { expect, it } from '@jest/globals';
import { serviceOf } from '../src/service/service-flags.js';

const signal = new AbortController().signal;
const env = { ALLOCATOR_URL: 'https://allocator.example', ALLOCATOR_TOKEN: 'of-production' };

it.each(['https://elsewhere.example', 'http://allocator.example', 'https://allocator.example:8443'])(
  'ALLOCATOR_TOKEN is not sent to %s, which is not the server of ALLOCATOR_URL',
  (url) => {
    expect(() => serviceOf({ url }, { env, signal })).toThrow('give --token-file');
    expect(() => serviceOf({ url, tokenFile: 'token' }, { env, signal })).not.toThrow();
  },
);

it('ALLOCATOR_TOKEN is sent to a --url of the same server, or of any without ALLOCATOR_URL', () => {
  expect(() => serviceOf({ url: 'https://allocator.example:443/' }, { env, signal })).not.toThrow();
  expect(() => serviceOf({ url: 'https://a.example' }, { env: { ALLOCATOR_TOKEN: 'x' }, signal })).not.toThrow();
});
