import { answered, type Call, ConfigError, defineSink, parseBytes, RejectedError } from '@kubeherald/sink-sdk';
import { ProduceAcks, type Producer } from '@platformatic/kafka';
import { createHide, readClient } from './client.ts';
import { config } from './config.ts';
import { type Produce, Progress, produceAll } from './deliver.ts';
import { translate } from './failure.ts';
import { type Placed, partitionOf, queuesOf, Turns } from './partition.ts';
import { readFailure } from './produced.ts';
import { createToRecord, type Item } from './record.ts';
import { Session } from './session.ts';
import { createTopics } from './topic.ts';

/** Smaller batches would cut what usual events consist of. */
const leastBatchBytes = 16_384;

/** Events as records of Kafka. */
export default defineSink({
  name: 'kafka',
  config,
  capabilities: { partial: true, ordered: true },
  delivery: { maxEvents: 500 },
  async open(options) {
    const batchBytes = parseBytes(options.batchBytes);
    if (batchBytes < leastBatchBytes) throw new ConfigError('batchBytes: expected 16KiB or more');
    const topics = await createTopics(options.topic);
    const toRecord = await createToRecord({ ...options, batchBytes }, topics);
    const hide = createHide(options);
    const session = new Session(await readClient(options));
    const turns = new Turns();

    /** Asks for each topic by itself: for one that is missing the client would fail them all. Most are known to it already. */
    const place = async (
      producer: Producer,
      items: readonly Item[],
      progress: Progress,
    ): Promise<readonly Placed[]> => {
      const wanted = [...new Set(items.map(({ topic }) => topic))];
      const found = wanted.map(async (topic) => {
        const mine = items.filter((item) => item.topic === topic);
        try {
          const { topics: known } = await producer.metadata({ topics: [topic], retries: options.retries });
          const count = known.get(topic)?.partitionsCount ?? 0;
          if (count === 0)
            throw new ConfigError(`Kafka, ${topic}: the brokers name no partitions; choose another topic`);
          return mine.map((item): Placed => ({ ...item, partition: partitionOf(item, count, turns) }));
        } catch (error) {
          progress.refuse(
            mine.map(({ index }) => index),
            translate(error, `Kafka, ${topic}`, hide),
          );
          return [];
        }
      });
      return (await Promise.all(found)).flat();
    };

    const produceWith =
      (producer: Producer, { signal }: Call): Produce =>
      async (records) => {
        signal.throwIfAborted();
        try {
          const { offsets } = await producer.send({
            // Said here and not to the producer, which then takes few retries for endless ones.
            idempotent: options.idempotent,
            acks: ProduceAcks.ALL,
            messages: records.map(({ topic, partition, key, value, headers, timestamp }) => ({
              topic,
              partition,
              value,
              headers,
              timestamp,
              ...(key === undefined ? {} : { key }),
            })),
          });
          answered(() => `Kafka took ${records.length} records: ${JSON.stringify(offsets, asText)}`);
          return () => 'taken';
        } catch (error) {
          return readFailure(error, hide);
        }
      };

    return {
      async deliver({ events }, call) {
        if (events.length === 0) return undefined;
        const progress = new Progress();
        const items = events.flatMap((event, index): Item[] => {
          try {
            return [toRecord(event, index)];
          } catch (error) {
            if (!RejectedError.is(error)) throw error;
            progress.refuse([index], error);
            return [];
          }
        });
        await session.use(async (producer) => {
          const placed = await place(producer, items, progress);
          await produceAll(queuesOf(placed, batchBytes), produceWith(producer, call), progress);
        }, call.signal);
        return progress.settle();
      },
      /** Asks for the topic; with a template there is none to ask for, so for the brokers. A missing topic is made as deliver would. */
      async check({ signal }) {
        const wanted = topics.fixed === undefined ? [] : [topics.fixed];
        try {
          await session.use(async (producer) => {
            await producer.metadata({ topics: wanted, autocreateTopics: options.createTopics, forceUpdate: true });
            if (options.idempotent) await producer.initIdempotentProducer({});
          }, signal);
        } catch (error) {
          throw translate(error, `Kafka${topics.fixed === undefined ? '' : `, ${topics.fixed}`}`, hide);
        }
      },
      close: () => session.close(),
    };
  },
});

/** Offsets are bigints, which JSON does not have. */
const asText = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
