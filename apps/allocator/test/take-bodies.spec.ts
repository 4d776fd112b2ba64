import { expect, it } from '@jest/globals';
import { isStreamed } from '../src/http/limits/take-bodies.js';

it.each([
  ['text/csv', true],
  ['Text/CSV; charset=utf-8', true],
  ['application/X-NDJSON', true],
  ['application/json', false],
  [undefined, false],
])('the body of %s stays a stream: %s', (contentType, expected) => {
  expect(isStreamed(contentType)).toBe(expected);
});
