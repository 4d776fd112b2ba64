const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Whether arrays and objects are nested deeper than so many levels in a JSON text. Looked at before it is parsed: the parser takes
 * many times as long for brackets as for anything else. One pass, no copy; a text that is no JSON is for the parser to refuse.
 */
export function isNestedDeeper(json: Uint8Array, levelsMax: number): boolean {
  let level = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (isText) {
      if (byte === backslash) at++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === openBracket || byte === openBrace) {
      level++;
      if (level > levelsMax) return true;
    } else if (byte === closeBracket || byte === closeBrace) level--;
  }
  return false;
}
