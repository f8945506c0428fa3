import type { ConvertedSink } from '../conversion.ts';
import type { Part } from '../part.ts';
import { entriesOfWay, type MatchEntry } from './entries.ts';
import { mergeEntries } from './merge.ts';
import type { WayTo } from './paths.ts';
import { receiverKinds } from './receivers/index.ts';
import type { MappedReceiver, Surroundings } from './receivers/receiver.ts';

/** The sinks, and what became of receivers that are none. */
export interface ConvertedReceivers {
  readonly sinks: readonly ConvertedSink[];
  readonly changes: readonly string[];
  readonly unexpressed: readonly string[];
}

/** Turns receivers and the ways to them into sinks: as many for a receiver as its routes need. */
export async function sinksOf(
  receivers: readonly Part[],
  ways: readonly WayTo[],
  around: Surroundings,
): Promise<ConvertedReceivers> {
  const sinks: ConvertedSink[] = [];
  const unexpressed: string[] = [];
  const changes: string[] = [];
  const used = new Set<string>();
  for (const receiver of receivers) {
    const name = receiver.field('name').text();
    if (name === '') throw receiver.fault('expected a receiver with a name');
    const [kind, part] = kindOf(receiver);
    const mapped = await kind(part, around);
    const own = ways.filter((way) => way.receiver === name);
    if ('instead' in mapped) unexpressed.push(`${part.place}: receiver ${name}: ${mapped.instead}`);
    else if (own.length === 0) changes.push(`${part.place}: no route leads to receiver ${name}, so it gets no sink`);
    else {
      const made = sinksOfOne(name, `receiver ${name} (${part.name}), ${part.place}`, mapped, own, used);
      sinks.push(...made);
      const why = [...new Set(own.flatMap((way) => entriesOfWay(way).changes))];
      if (made.length === 0) {
        changes.push(
          [
            `${part.place}: no event ever comes to receiver ${name}, as with the exporter, so it gets no sink`,
            ...why,
          ].join('; '),
        );
      }
    }
  }
  return { sinks, changes, unexpressed };
}

/** The first kind that is given, in the exporter's order. @throws ConversionError when there is none */
function kindOf(receiver: Part) {
  for (const [name, kind] of Object.entries(receiverKinds)) {
    const part = receiver.field(name);
    if (part.given) return [kind, part] as const;
  }
  throw receiver.fault(`expected one of ${Object.keys(receiverKinds).join(', ')}; the exporter does not start without`);
}

function sinksOfOne(
  name: string,
  origin: string,
  mapped: Exclude<MappedReceiver, { instead: string }>,
  ways: readonly WayTo[],
  used: Set<string>,
): readonly ConvertedSink[] {
  const said = ways.map(entriesOfWay);
  const entries = mergeEntries(said.flatMap((one) => one.entries));
  const routeChanges = [...new Set(said.flatMap(({ changes }) => changes))];
  const lost = [...new Set([...said.flatMap((one) => one.unexpressed), ...nearly(ways)])];
  const several =
    entries.length > 1
      ? [
          `its routes are ${entries.length} entries, for one match cannot say them${ways.length > 1 ? '; an event that several routes pick comes as often' : ''}`,
        ]
      : [];
  return entries.map((entry, index) => ({
    name: freeName(name, used),
    use: mapped.use,
    match: matchOf(entry),
    with: mapped.with,
    origin: index === 0 ? origin : `${origin} (${index + 1} of ${entries.length})`,
    changes: index === 0 ? [...several, ...mapped.changes, ...routeChanges] : [],
    unexpressed: index === 0 ? [...mapped.unexpressed, ...lost] : [],
    secrets: [],
  }));
}

/** Fields that are not quite the same here. */
function nearly(ways: readonly WayTo[]): readonly string[] {
  const fields = new Set(
    ways
      .flatMap(({ wanted, dropped }) => [...wanted, ...dropped.flatMap(({ conditions }) => conditions)])
      .flatMap((one) => (one.kind === 'field' ? [one.field] : [])),
  );
  return [
    ...(fields.has('nodes')
      ? ['host is nodes here, which also picks an event about a Node by the name of that Node, where no host is told']
      : []),
    ...(fields.has('components')
      ? [
          'component is components here, which goes by reportingComponent where an event has one, and by source.component otherwise',
        ]
      : []),
  ];
}

/** A match of the config. */
export function matchOf({ wanted, unwanted }: MatchEntry): Readonly<Record<string, unknown>> {
  return { ...wanted, ...(Object.keys(unwanted).length === 0 ? {} : { not: unwanted }) };
}

/** The receiver's name as names of sinks are, unique. */
function freeName(receiver: string, used: Set<string>): string {
  const base =
    receiver
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      // Room for a number within the 63 characters of a name.
      .slice(0, 58)
      .replace(/-+$/, '') || 'sink';
  let name = base;
  for (let count = 2; used.has(name); count++) name = `${base}-${count}`;
  used.add(name);
  return name;
}
