/**
 * An array as a parameter, in PostgreSQL's binary form (`array_recv`): neither side makes or parses text, quotes or escapes.
 * The driver sends a Buffer as it is.
 */
export type BinaryArray = Buffer;

type Values<T> = readonly (T | null | undefined)[];

/** Type OIDs (pg_type.dat), the same on every server. */
const oid = { bool: 16, int8: 20, int2: 21, int4: 23, text: 25, json: 114, timestamptz: 1184, uuid: 2950 } as const;

/** Dimensions, whether there are nulls, element type, and of the one dimension its length and first index. */
const headerBytes = 20;
const lengthBytes = 4;
const lengthOfNull = -1;

export function int2Array(values: Values<number>): BinaryArray {
  return fixedArray(oid.int2, 2, values, (buffer, value, at) => buffer.writeInt16BE(value, at));
}

export function int4Array(values: Values<number>): BinaryArray {
  return fixedArray(oid.int4, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at));
}

/** @param values safe integers */
export function int8Array(values: Values<number>): BinaryArray {
  return fixedArray(oid.int8, 8, values, writeInteger);
}

export function bigintArray(values: Values<bigint>): BinaryArray {
  return fixedArray(oid.int8, 8, values, (buffer, value, at) => buffer.writeBigInt64BE(value, at));
}

export function boolArray(values: Values<boolean>): BinaryArray {
  return fixedArray(oid.bool, 1, values, (buffer, value, at) => buffer.writeUInt8(Number(value), at));
}

/** PostgreSQL counts microseconds from the year 2000. */
const postgresEpochMs = Date.UTC(2000, 0, 1);

/** @param values milliseconds since 1970 */
export function instantArray(values: Values<number>): BinaryArray {
  return fixedArray(oid.timestamptz, 8, values, (buffer, instant, at) =>
    writeInteger(buffer, (instant - postgresEpochMs) * 1_000, at),
  );
}

export function uuidArray(values: Values<string>): BinaryArray {
  return fixedArray(oid.uuid, 16, values, writeUuid);
}

export function textArray(values: Values<string>): BinaryArray {
  return varyingArray(oid.text, values);
}

/** @param values JSON texts */
export function jsonArray(values: Values<string>): BinaryArray {
  return varyingArray(oid.json, values);
}

function fixedArray<T>(
  type: number,
  bytes: number,
  values: Values<T>,
  write: (buffer: Buffer, value: T, at: number) => unknown,
): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * (lengthBytes + bytes));
  let at = headerBytes;
  for (const value of values) {
    if (value === null || value === undefined) {
      at = buffer.writeInt32BE(lengthOfNull, at);
    } else {
      at = buffer.writeInt32BE(bytes, at);
      write(buffer, value, at);
      at += bytes;
    }
  }
  return finished(buffer, type, values.length, at);
}

/** Largest number of UTF-8 bytes for one code unit of a string. */
const utf8BytesMax = 3;

function varyingArray(type: number, values: Values<string>): Buffer {
  const units = values.reduce<number>((sum, value) => sum + (value?.length ?? 0), 0);
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * lengthBytes + units * utf8BytesMax);
  let at = headerBytes;
  for (const value of values) {
    if (value === null || value === undefined) {
      at = buffer.writeInt32BE(lengthOfNull, at);
    } else {
      const bytes = buffer.write(value, at + lengthBytes);
      at = buffer.writeInt32BE(bytes, at) + bytes;
    }
  }
  return finished(buffer, type, values.length, at);
}

function finished(buffer: Buffer, type: number, length: number, end: number): Buffer {
  const dimensions = 1;
  const mayHaveNulls = 1;
  const firstIndex = 1;
  [dimensions, mayHaveNulls, type, length, firstIndex].forEach((value, index) => buffer.writeInt32BE(value, index * 4));
  return buffer.subarray(0, end);
}

/** Writes a safe integer as 64 bits, in half the time that BigInt takes. */
function writeInteger(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 2 ** 32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * 2 ** 32, at + 4);
}

const uuidLength = 36;
const hyphen = 0x2d;
/** No hexadecimal digit: more than four bits. */
const notADigit = 0xff;

/** Values of hexadecimal digits, by character code. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? notADigit : digit;
});

/** The canonical form with hyphens, upper or lower case; throws `RangeError` for any other text. */
function writeUuid(buffer: Buffer, uuid: string, at: number): void {
  let place = at;
  let wrong = uuid.length === uuidLength ? 0 : notADigit;
  for (let index = 0; index < uuidLength; index += 2) {
    if (uuid.charCodeAt(index) === hyphen) index++;
    const high = digits[uuid.charCodeAt(index)] ?? notADigit;
    const low = digits[uuid.charCodeAt(index + 1)] ?? notADigit;
    wrong |= high | low;
    buffer[place++] = (high << 4) | low;
  }
  if (wrong > 0x0f || place !== at + 16) throw new RangeError(`not a UUID: ${uuid}`);
}
