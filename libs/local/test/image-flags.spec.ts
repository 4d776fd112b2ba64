import { describe, expect, it } from '@jest/globals';
import { imageFlags } from '../src/service/image-flags.js';

describe('the flags of the container image', () => {
  it('are those of its command, without the program and the file', () => {
    const flags = imageFlags();
    expect(flags).toContain('--enable-source-maps');
    expect(flags).toContain('--max-semi-space-size=32');
    expect(flags.every((flag) => flag.startsWith('--'))).toBe(true);
  });
});
