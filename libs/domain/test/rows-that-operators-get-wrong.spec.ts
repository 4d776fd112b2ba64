import { describe, expect, it } from '@jest/globals';
import { canonicalRow } from '@allocator/domain';

const good = 'sip:web-1@wrtc.op.example';
const impi = 'web-1@ims.op.example';
const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `sip:web-${String(n)}@op.example`);
const long = (count: number): string => 'a'.repeat(count);

/** A row as an operator wrote it, and its fault. */
type Wrong = readonly [impi: string, impus: string | readonly string[], reason: RegExp];

const impis: readonly Wrong[] = [
  ['', good, /is not username@realm/],
  ['web-1', good, /is not username@realm/],
  ['web-1@', good, /is not username@realm/],
  ['@ims.op.example', good, /is not username@realm/],
  ['@', good, /is not username@realm/],
  ['a@b@c', good, /is not username@realm/],
  ['web-1@@ims.op.example', good, /is not username@realm/],
  ['sip:web-1@ims.op.example', good, /no "sip:" prefix/],
  ['tel:+4930901820417@ims.op.example', good, /no "sip:" prefix/],
  ['<web-1@ims.op.example>', good, /not the username of an NAI/],
  ['"web-1"@ims.op.example', good, /not the username of an NAI/],
  ['web 1@ims.op.example', good, /no spaces/],
  ['web\t1@ims.op.example', good, /not the username of an NAI/],
  ['web-1.@ims.op.example', good, /not the username of an NAI/],
  ['.web-1@ims.op.example', good, /not the username of an NAI/],
  ['web..1@ims.op.example', good, /not the username of an NAI/],
  ['wéb-1@ims.op.example', good, /not the username of an NAI/],
  ['web;1@ims.op.example', good, /not the username of an NAI/],
  ['web:1@ims.op.example', good, /not the username of an NAI/],
  ['web-1@ims op.example', good, /"ims op.example" is not a domain name/],
  ['web-1@ims..op.example', good, /is not a domain name/],
  ['web-1@.op.example', good, /is not a domain name/],
  ['web-1@op.example.', good, /is not a domain name/],
  ['web-1@-op.example', good, /is not a domain name/],
  ['web-1@op-.example', good, /is not a domain name/],
  ['web-1@op_1.example', good, /is not a domain name/],
  ['web-1@öp.example', good, /is not a domain name/],
  ['web-1@op.example:5060', good, /is not a domain name/],
  ['web-1@op.example;user=phone', good, /is not a domain name/],
  ['web-1@[2001:db8::1]', good, /is not a domain name/],
  [`web-1@${long(64)}.example`, good, /is not a domain name/],
  [`${long(250)}@op.example`, good, /longer than 253 characters/],
  ['262019999999999@ims.mnc002.mcc262.3gppnetwork.org', good, /not an IMSI of the network/],
  ['234150999999999@ims.mnc015.mcc235.3gppnetwork.org', good, /not an IMSI of the network/],
  ['2341509999999999@ims.mnc015.mcc234.3gppnetwork.org', good, /at most 15 digits/],
  ['0417@ims.mnc001.mcc262.3gppnetwork.org', good, /not an IMSI of the network/],
];

const tels: readonly Wrong[] = [
  [impi, 'tel:030901820417', /write it as tel:\+ and the country code/],
  [impi, 'tel:004930901820417', /write it as tel:\+/],
  [impi, 'tel:901820417;phone-context=+4930', /write it as tel:\+/],
  [impi, 'tel:110', /not a global number/],
  [impi, 'tel:', /not a global number/],
  [impi, 'tel:anonymous', /not a global number/],
  [impi, 'tel: +4930901820417', /not a global number/],
  [impi, 'tel:+', /not an E.164 number/],
  [impi, 'tel:+0930901820417', /not an E.164 number/],
  [impi, 'tel:+1234567890123456', /at most 15 digits/],
  [impi, 'tel:+49309018204l7', /not an E.164 number/],
  [impi, 'tel:+49 30 901820 ext 417', /not an E.164 number/],
  [impi, 'tel:+49/30/901820417', /not an E.164 number/],
  [impi, 'tel:++4930901820417', /not an E.164 number/],
  [impi, 'tel:+49%2030901820417', /not an E.164 number/],
  [impi, 'tel:+4930901820417@op.example', /not an E.164 number/],
  [impi, 'tel:+4930901820417;ext=1', /carries no parameters/],
  [impi, 'tel:+4930901820417;npdi', /carries no parameters/],
  [impi, 'tel:+4930901820417;', /carries no parameters/],
  [impi, 'tel:+4930901820417;phone-context=+49', /leave out ";phone-context=\+49"/],
  [impi, 'tel:+1', /too short for an E.164 number: write the country code and the whole number, 5 digits at least/],
  [impi, 'tel:+1234', /too short/],
];

const sips: readonly Wrong[] = [
  [impi, 'web-1@wrtc.op.example', /neither a SIP URI nor a tel URI/],
  [impi, '+4930901820417', /neither a SIP URI nor a tel URI/],
  [impi, 'sip', /neither a SIP URI nor a tel URI/],
  [impi, 'mailto:web-1@op.example', /neither a SIP URI nor a tel URI/],
  [impi, 'im:web-1@op.example', /neither a SIP URI nor a tel URI/],
  [impi, 'urn:service:sos', /neither a SIP URI nor a tel URI/],
  [impi, 'callto:+4930901820417', /neither a SIP URI nor a tel URI/],
  [impi, 'sip//web-1@op.example', /neither a SIP URI nor a tel URI/],
  [impi, '<sip:web-1@op.example>', /neither a SIP URI nor a tel URI/],
  [impi, '"Web 1" <sip:web-1@op.example>', /neither a SIP URI nor a tel URI/],
  [impi, 'https://op.example/web-1', /neither a SIP URI nor a tel URI/],
  [impi, 'sip:', /is not sip:user@domain/],
  [impi, 'sip:op.example', /is not sip:user@domain/],
  [impi, 'sip:web-1@', /is not sip:user@domain/],
  [impi, 'sip:@op.example', /is not sip:user@domain/],
  [impi, 'sips:web-1', /is not sips:user@domain/],
  [impi, 'sip:+4930901820417', /is not sip:user@domain/],
  [impi, 'sip:web 1@op.example', /not the user part of a SIP URI/],
  [impi, 'sip:web-1@op@example', /more than one @: write one in the user part as %40/],
  [impi, 'sip:web-1:secret@op.example', /has no password: leave out/],
  [impi, 'sip:wéb-1@op.example', /not the user part of a SIP URI/],
  [impi, 'sip:web%1@op.example', /not the user part of a SIP URI/],
  [impi, 'sip:web%zz@op.example', /not the user part of a SIP URI/],
  [impi, 'sip:"web"@op.example', /not the user part of a SIP URI/],
  [impi, 'sip:web_1@-bad-.example', /"-bad-.example" is not a domain name/],
  [impi, 'sip:web-1@op example', /is not a domain name/],
  [impi, 'sip:web-1@op.example:5060', /has no port: leave out ":5060"/],
  [impi, 'sip:web-1@op..example', /is not a domain name/],
  [impi, 'sip:web-1@op.example.', /leave out the dot at its end/],
  [impi, 'sip:web-1@[2001:db8::1]', /is an IP address and not a domain name/],
  [impi, 'sip:web-1@op.example?subject=x', /has no headers: leave out "\?subject=x"/],
  [impi, 'sip:web-1@op.example/', /is not a domain name/],
  [impi, 'sip:web-1@op.example;transport=ws', /only parameter of a SIP URI in a pool is user=phone/],
  [impi, 'sip:web-1@op.example;gr=1', /only parameter/],
  [impi, 'sip:web-1@op.example;', /only parameter/],
  [impi, 'sip:+4930901820417@op.example;user=ip', /only parameter/],
  [impi, 'sip:+4930901820417@op.example;user=phone;isub=1', /only parameter/],
  [impi, 'sip:web-1@op.example;user=phone', /not a global number, which user=phone requires/],
  [impi, 'sip:030901820417@op.example;user=phone', /not a global number/],
  [impi, 'sip:+1234567890123456@op.example;user=phone', /not a global number/],
  [impi, 'sip:+4930901820417;phone-context=+49@op.example;user=phone', /not a global number/],
  [impi, 'sip:+4930901820417@op.example', /is a number: add ;user=phone/],
  [impi, 'sip:+49-30-901820417@op.example', /is a number: add ;user=phone/],
  [impi, 'sip:web-1@op.example:5060;transport=ws', /has no port/],
  [impi, 'sip:web-1@[2001:db8::1]:5060', /has no port/],
  [impi, 'sip:+4930901820417@op.example;user=phone?subject=x@y', /has no headers: leave out "\?subject=x@y"/],
  [impi, 'sip:web-1@192.0.2.1', /its last label begins with a digit. Write the domain name, not an IP address/],
  [impi, 'sip:web-1@192.0.2.0x1', /its last label begins with a digit/],
  [impi, 'sip:web-1@öp.example', /write international labels as A-labels/],
  [impi, 'sip:web-1@op%2Eexample', /takes no escaped characters/],
  [impi, 'sip://web-1@op.example', /has no "\/\/" after its scheme: write sip:user@domain/],
  [impi, 'sips:%2F%2fweb-1@op.example', /has no "\/\/" after its scheme/],
  [impi, 'sip:+4930901820417;ext=1@op.example', /carries telephone parameters: leave out ";ext=1"/],
  [impi, 'sip:30901820417;phone-context=+49@op.example', /carries telephone parameters/],
  [impi, 'sip:+0930901820417@op.example', /not an E.164 number/],
  [impi, 'sip:+@op.example', /not an E.164 number/],
  [impi, 'sip:%2B4930901820417@op.example', /is a number: add ;user=phone/],
  [impi, 'sip:+1@op.example;user=phone', /too short for an E.164 number/],
  [impi, 'sip:web%001@op.example', /leave out control characters/],
  [impi, 'sip:web%0D%0A1@op.example', /leave out control characters/],
  [impi, 'sip:web%C0%AF1@op.example', /escaped bytes that are not text/],
  [impi, `sip:${long(250)}@op.example`, /longer than 255 characters/],
];

const notAssignable: readonly Wrong[] = [
  [impi, 'sip:agent!.*!@op.example', /stands for many identities: write each of them in a row of its own/],
  [impi, 'sip:!.*!@op.example', /stands for many identities/],
  [impi, 'sip:agent%21.*%21@op.example', /stands for many identities/],
  [impi, 'sip:+4930!.*!@op.example;user=phone', /stands for many identities/],
  [impi, 'sip:234150999999999@ims.mnc015.mcc234.3gppnetwork.org', /names a SIM subscription/],
  [impi, 'sip:234150999999999@IMS.MNC015.MCC234.3gppnetwork.org', /names a SIM subscription/],
  [impi, 'sip:anonymous@anonymous.invalid', /is reserved and identifies no subscriber/],
  [impi, 'SIP:anonymous@Anonymous.Invalid', /is reserved/],
  [impi, 'sip:unavailable@unknown.invalid', /is reserved/],
  [impi, 'sip:unknown@unknown.invalid', /is reserved/],
  [impi, 'sips:anonymous@anonymous.invalid', /is reserved/],
  [impi, 'sip:%61nonymous@anonymous.invalid', /is reserved/],
  [impi, 'sip:Anonymous@anonymous.invalid', /is reserved/],
  [impi, 'sips:%32%334150999999999@ims.mnc015.mcc234.3gppnetwork.org', /names a SIM subscription/],
  [impi, 'sips:agent%21[0-9]%21@op.example', /stands for many identities/],
  [impi, 'tel:+4930!.*!', /stands for many identities/],
  [impi, '', /without an IMPU cannot be reached/],
  [impi, [' ', ''], /without an IMPU cannot be reached/],
  [impi, [good, 'tel:030901820417'], /not a global number/],
  [impi, [good, 'sip:agent!.*!@op.example'], /stands for many identities/],
];

const all = { impis, tels, sips, notAssignable };

describe.each(Object.entries(all))('rows that operators get wrong: %s', (_, rows) => {
  it.each(rows)('%s with %j', (written, impus, reason) => {
    const verdict = canonicalRow({ row: 1, impi: written, impus: typeof impus === 'string' ? [impus] : impus });
    expect(verdict).toMatchObject({ code: expect.any(String), detail: expect.stringMatching(reason) });
    expect('impi' in verdict).toBe(false);
  });
});

describe('rows that look wrong and are valid', () => {
  it.each([
    [impi, 'sip:wow!@op.example', 'sip:wow!@op.example'],
    ['w0417@ims.mnc001.mcc262.3gppnetwork.org', good, good],
    ['262019999999999@ims.mnc001.mcc262.3gppnetwork.org', good, good],
    ['310150123456789@ims.mnc150.mcc310.3gppnetwork.org', good, good],
    ['0417@ims.op.example', good, good],
    [impi, 'sip:1234@op.example', 'sip:1234@op.example'],
    [impi, 'sips:web-1@op.example', 'sips:web-1@op.example'],
    [impi, 'sip:web-1@op-1.xn--p1ai', 'sip:web-1@op-1.xn--p1ai'],
    [impi, 'sip:web-1;day=tuesday@op.example', 'sip:web-1;day=tuesday@op.example'],
    [impi, 'tel:+12345', 'tel:+12345'],
    [impi, 'TEL:+1 (202) 555-0100', 'tel:+12025550100'],
  ])('%s with %s', (written, impu, canonical) => {
    expect(canonicalRow({ row: 1, impi: written, impus: [impu] })).toMatchObject({ impus: [canonical] });
  });
});

/** Examples by TS 23.003 clause 13. */
describe('the verdict on', () => {
  const derived = 'w0417@ims.mnc001.mcc262.3gppnetwork.org';
  it.each([
    ['a typical pair', 'web-000417@ims.op.example', 'sip:web-000417@wrtc.op.example', 'sip:web-000417@wrtc.op.example'],
    ['a number as SIP URI', derived, 'sip:+4930901820417@op.example;user=phone', 'tel:+4930901820417'],
    ['its companion, of the same IMPI', derived, 'tel:+4930901820417', 'tel:+4930901820417'],
    ['a host in capitals', impi, 'SIP:Web-1@WRTC.OP.example', 'sip:Web-1@wrtc.op.example'],
    ['a number with separators', impi, 'tel:+49 30 901820-417', 'tel:+4930901820417'],
  ])('%s: accepted, as one resource', (_, written, impu, alias) => {
    expect(canonicalRow({ row: 1, impi: written, impus: [impu] })).toMatchObject({
      aliases: [`impi:${written}`, alias],
    });
  });

  it.each([
    ['a local number', impi, 'tel:030901820417', 'impu-local-number'],
    ['sixteen digits', impi, 'tel:+1234567890123456', 'impu-malformed'],
    ['no realm', 'web-1@', good, 'impi-malformed'],
    ['two @', 'a@b@c', good, 'impi-malformed'],
    ['hyphens at the ends of a label', impi, 'sip:web_1@-bad-.example', 'impu-malformed'],
    ['a temporary IMPU', impi, 'sip:234150999999999@ims.mnc015.mcc234.3gppnetwork.org', 'impu-temporary'],
  ])('%s: refused', (_, written, impu, code) => {
    expect(canonicalRow({ row: 1, impi: written, impus: [impu] })).toMatchObject({ code });
  });

  it('32 IMPUs: accepted, without empty fields; 33: refused, even if they are equal', () => {
    expect(canonicalRow({ row: 1, impi, impus: [...many(32), '', ' '] })).toMatchObject({ impus: many(32) });
    for (const impus of [many(33), Array.from({ length: 33 }, () => good)]) {
      expect(canonicalRow({ row: 1, impi, impus })).toEqual({
        code: 'impus-too-many',
        detail: '33 IMPUs: an identity has 32 at most',
      });
    }
  });
});
