/** Levels of nested arrays and objects; a batch of commands has 4. */
export const jsonDepthMax = 5;
/** Members and items of all objects and arrays, counted by commas and opening brackets; a batch of 1,000 commands has 5,001. */
export const jsonValuesMax = 10_000;

const tooManyValues = `has more than ${String(jsonValuesMax)} members and items`;
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBracket, closeBracket] = [0x5b, 0x5d];
const [openBrace, closeBrace] = [0x7b, 0x7d];

/**
 * The limit that a JSON text exceeds, for the problem's detail; undefined if none. Call it before `JSON.parse`: deep nesting and
 * many small values cost the parser up to 14 times as much as other text of the same length. Scans the text once and stops at the
 * limit. It does not validate: text that is not JSON is left to the parser.
 */
export function jsonLimitFault(text: string): string | undefined {
  let depth = 0;
  let values = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        isInString = !isInString;
        break;
      case backslash:
        // The next character is escaped: a quote does not end the string.
        if (isInString) at++;
        break;
      case openBracket:
      case openBrace:
        if (isInString) break;
        if (++depth > jsonDepthMax) return `is nested deeper than ${String(jsonDepthMax)} levels`;
        if (++values > jsonValuesMax) return tooManyValues;
        break;
      case closeBracket:
      case closeBrace:
        if (!isInString) depth--;
        break;
      case comma:
        if (!isInString && ++values > jsonValuesMax) return tooManyValues;
        break;
      default:
    }
  }
  return undefined;
}
