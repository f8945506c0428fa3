export interface ReadLog {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly contents: Readonly<Record<string, string>>;
}

/** A log group as SLS reads it. */
export interface ReadGroup {
  readonly logs: readonly ReadLog[];
  readonly topic: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** The fields of a protobuf message. @throws RangeError for bytes that are none */
function fieldsOf(bytes: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (key % 8 === 0) fields.push({ number, value: varint() });
    else if (key % 8 === 5) {
      fields.push({ number, value: bytes.readUInt32LE(at) });
      at += 4;
    } else if (key % 8 === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new RangeError('a field is longer than its message');
      fields.push({ number, value: bytes.subarray(at, at + length) });
      at += length;
    } else throw new RangeError(`wire type ${key % 8}`);
  }
  return fields;
}

const all = (fields: readonly Field[], wanted: number): readonly Buffer[] =>
  fields.flatMap(({ number, value }) => (number === wanted && typeof value !== 'number' ? [value] : []));

const textOf = (fields: readonly Field[], number: number): string => strict.decode(all(fields, number)[0]);

function numberOf(fields: readonly Field[], wanted: number): number | undefined {
  const value = fields.find(({ number }) => number === wanted)?.value;
  return typeof value === 'number' ? value : undefined;
}

function pairs(messages: readonly Buffer[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    messages.map((message) => {
      const fields = fieldsOf(message);
      if (all(fields, 1).length !== 1 || all(fields, 2).length !== 1) throw new RangeError('a pair lacks key or value');
      return [textOf(fields, 1), textOf(fields, 2)];
    }),
  );
}

function readLog(message: Buffer): ReadLog {
  const fields = fieldsOf(message);
  const seconds = numberOf(fields, 1);
  if (seconds === undefined || seconds > 0xff_ff_ff_ff) throw new RangeError('a log has no Time of 32 bits');
  return { seconds, nanoseconds: numberOf(fields, 4) ?? 0, contents: pairs(all(fields, 2)) };
}

/** @throws RangeError or TypeError (texts that are not UTF-8) for what is no log group */
export function readGroup(bytes: Buffer): ReadGroup {
  const fields = fieldsOf(bytes);
  const logs = all(fields, 1).map(readLog);
  return { logs, topic: textOf(fields, 3), source: textOf(fields, 4), tags: pairs(all(fields, 6)) };
}
