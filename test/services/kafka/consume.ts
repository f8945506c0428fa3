import { Consumer, ListOffsetTimestamps, MessagesStreamModes } from '@platformatic/kafka';

/** A record as it was read back. */
export interface Consumed {
  readonly partition: number;
  readonly key: string | undefined;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** Every record of a topic, as a consumer that begins at its beginning gets them. */
export async function consume(port: number, topic: string): Promise<readonly Consumed[]> {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `test-${topic}-${process.hrtime.bigint()}`,
    bootstrapBrokers: [{ host: '127.0.0.1', port }],
  });
  try {
    const ends = await consumer.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.LATEST });
    const wanted = (ends.get(topic) ?? []).reduce((sum, offset) => sum + Number(offset), 0);
    const found: Consumed[] = [];
    if (wanted === 0) return found;
    const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: false });
    for await (const { partition, key, value, headers, timestamp } of stream) {
      const named = [...headers].map(([name, text]) => [name.toString(), text.toString()] as const);
      const keyText = key === null || key === undefined ? undefined : key.toString();
      const record = { partition, key: keyText, value: value.toString(), timestamp: Number(timestamp) };
      found.push({ ...record, headers: Object.fromEntries(named) });
      if (found.length === wanted) break;
    }
    return found;
  } finally {
    await consumer.close(true);
  }
}
