import { describe, expect, it } from '@jest/globals';
import type { Impi } from '@allocator/domain';
import { aliasOf, aliasesOf, canonicalImpi, canonicalImpu, canonicalRow, isFault } from '@allocator/domain';

describe('an IMPU', () => {
  it.each([
    ['sip:web-000417@wrtc.op.example', 'sip:web-000417@wrtc.op.example', 'sip:web-000417@wrtc.op.example'],
    ['SIP:Web-1@WRTC.OP.example', 'sip:Web-1@wrtc.op.example', 'sip:Web-1@wrtc.op.example'],
    ['SIPS:Web-1@WRTC.OP.example', 'sips:Web-1@wrtc.op.example', 'sip:Web-1@wrtc.op.example'],
    ['sip:%61lice@op.example', 'sip:alice@op.example', 'sip:alice@op.example'],
    ['sip:a%2fb%20c@op.example', 'sip:a/b%20c@op.example', 'sip:a/b%20c@op.example'],
    ['tel:+49 30 901820-417', 'tel:+4930901820417', 'tel:+4930901820417'],
    ['tel:+(49)30.901820417', 'tel:+4930901820417', 'tel:+4930901820417'],
    ['sip:+4930901820417@op.example;user=phone', 'sip:+4930901820417@op.example;user=phone', 'tel:+4930901820417'],
    ['sip:+49-30-901820417@OP.example;User=Phone', 'sip:+4930901820417@op.example;user=phone', 'tel:+4930901820417'],
  ])('%s is %s, an alias of %s', (text, impu, alias) => {
    expect(canonicalImpu(text)).toEqual({ impu, alias });
  });

  it.each([
    ['tel:030901820417', 'impu-local-number'],
    ['tel:+1234567890123456', 'impu-malformed'],
    ['tel:+4930901820417;phone-context=+49', 'impu-not-aor'],
    ['tel:+1', 'impu-malformed'],
    ['sip:web_1@-bad-.example', 'impu-malformed'],
    ['sip:web-1@', 'impu-malformed'],
    ['sip:@op.example', 'impu-malformed'],
    ['web-1@op.example', 'impu-malformed'],
    ['sip:web 1@op.example', 'impu-malformed'],
    ['sip:web-1@op.example;transport=tcp', 'impu-not-aor'],
    ['sip://web-1@op.example', 'impu-not-aor'],
    ['sip:030901820417@op.example;user=phone', 'impu-malformed'],
    [`sip:${'a'.repeat(300)}@op.example`, 'impu-malformed'],
    ['sip:agent!.*!@op.example', 'impu-wildcarded'],
    ['sip:agent%21.*%21@op.example', 'impu-wildcarded'],
    ['sip:234150999999999@ims.mnc015.mcc234.3gppnetwork.org', 'impu-temporary'],
    ['sip:anonymous@anonymous.invalid', 'impu-reserved'],
    ['sip:unavailable@unknown.invalid', 'impu-reserved'],
  ])('%s is refused: %s', (text, code) => {
    expect(canonicalImpu(text)).toMatchObject({ code });
  });
});

describe('an IMPI', () => {
  it('is an NAI with its realm in lower case', () => {
    expect(canonicalImpi(' Web-1@IMS.Op.Example ')).toEqual({ impi: 'Web-1@ims.op.example' });
    expect(canonicalImpi('w0417@ims.mnc001.mcc262.3gppnetwork.org')).toHaveProperty('impi');
  });

  it.each(['a@b@c', 'web-1@', '@op.example', 'sip:web-1@op.example', 'web 1@op.example', `a@${'b.'.repeat(200)}c`])(
    '%s is refused',
    (text) => {
      expect(canonicalImpi(text)).toMatchObject({ code: 'impi-malformed' });
    },
  );
});

describe('a row', () => {
  it('has each name once, a number under both of its names', () => {
    const impus = ['tel:+4930901820417', 'sip:+4930901820417@op.example;user=phone', 'tel:+49-30-901820417', ' '];
    expect(canonicalRow({ row: 1, impi: 'w@op.example', impus })).toEqual({
      row: 1,
      impi: 'w@op.example',
      impus: ['tel:+4930901820417', 'sip:+4930901820417@op.example;user=phone'],
      aliases: ['impi:w@op.example', 'tel:+4930901820417'],
    });
  });

  it('has an address with both schemes once, in the first spelling', () => {
    const impus = ['sips:Web-1@op.example', 'sip:Web-1@OP.example', 'SIPS:%57eb-1@op.example'];
    expect(canonicalRow({ row: 1, impi: 'w@op.example', impus })).toMatchObject({
      impus: ['sips:Web-1@op.example'],
      aliases: ['impi:w@op.example', 'sip:Web-1@op.example'],
    });
  });

  it('without an IMPU is refused', () => {
    expect(canonicalRow({ row: 1, impi: 'w@op.example', impus: [''] })).toMatchObject({ code: 'no-impu' });
  });
});

describe('a name that version 0.1 accepted and that is refused now', () => {
  it.each([
    ['sip://web-1@op.example', 'sip://web-1@op.example'],
    ['sips://web-1@op.example', 'sip://web-1@op.example'],
    ['tel:+1', 'tel:+1'],
    ['sip:+1@op.example;user=phone', 'tel:+1'],
    ['sips:web-1@192.0.2.1', 'sip:web-1@192.0.2.1'],
    ['sip:+0930@op.example', 'sip:+0930@op.example'],
    ['sip:+4930901820417;ext=1@op.example', 'sip:+4930901820417;ext=1@op.example'],
    ['sip:web%001@op.example', 'sip:web%001@op.example'],
    ['sips:anonymous@anonymous.invalid', 'sip:anonymous@anonymous.invalid'],
  ])('%s keeps its alias %s', (impu, alias) => {
    expect(isFault(canonicalImpu(impu))).toBe(true);
    expect(aliasesOf('w@op.example' as Impi, [impu])).toEqual(['impi:w@op.example', alias]);
  });

  it('throws if no version can have accepted it', () => {
    expect(() => aliasOf('mailto:web-1@op.example')).toThrow('neither a SIP URI nor a tel URI');
  });
});
