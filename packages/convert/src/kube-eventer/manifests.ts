import type { Conversion, ConvertedSink } from '../conversion.ts';
import { ConversionError } from '../conversion-error.ts';
import { isFields, type Part } from '../part.ts';
import type { Variables } from '../variables.ts';
import { environmentOf } from './container-environment.ts';
import { type ConvertedFlags, convertFlags } from './flags.ts';
import { argumentsOf } from './program.ts';
import { withUnknown, withUrls } from './unknown-variables.ts';
import { type Container, configMapsOf, containersOf, type GivenConfigMap, objectsOf } from './workloads.ts';

/** Whether documents hold Kubernetes objects. */
export function areManifests(documents: readonly Part[]): boolean {
  return objectsOf(documents).some((object) => object.field('kind').given && object.field('apiVersion').given);
}

/**
 * Turns the containers that run kube-eventer into one config.
 * @param name what errors call the input
 * @throws ConversionError when there is none, or one does not start
 */
export function convertManifests(name: string, documents: readonly Part[], variables: Variables): Conversion {
  const objects = objectsOf(documents);
  const containers = containersOf(objects);
  const environment = new Map<string, string>();
  const converted = containers.flatMap((container) => {
    const one = convertContainer(container, variables);
    for (const [variable, value] of one?.literal ?? []) environment.set(variable, value);
    return one === undefined ? [] : [one];
  });
  const [main, ...others] = converted;
  if (main === undefined) {
    throw new ConversionError([
      `${name}:1:1: no container of the ${containers.length} here runs kube-eventer; expected one with command: [/kube-eventer, --source=…, --sink=…], or give the flags themselves: kubeherald convert -- --source=… --sink=…`,
    ]);
  }
  const different = others.filter((one) => JSON.stringify(one.flags.settings) !== JSON.stringify(main.flags.settings));
  const configMaps = configMapsOf(objects);
  return {
    what: `kube-eventer: ${converted.map(({ container }) => container.what).join('; ')}`,
    settings: main.flags.settings,
    sinks: uniquelyNamed(converted.flatMap(({ flags }) => flags.sinks)).map((sink) =>
      withConfigMapNote(sink, configMaps),
    ),
    changes: [
      ...new Set(converted.flatMap(({ flags, changes }) => [...flags.changes, ...changes])),
      ...(others.length === 0 ? [] : [`${converted.length} containers are now one daemon`]),
    ],
    unexpressed: [
      ...converted.flatMap(({ flags }) => flags.unexpressed),
      ...different.map(
        ({ container }) =>
          `${container.what} has another source, address or log level than ${main.container.what}, whose are taken; convert it by itself`,
      ),
    ],
    environment,
    namespace: main.container.namespace,
  };
}

interface ConvertedContainer {
  readonly container: Container;
  readonly flags: ConvertedFlags;
  readonly changes: readonly string[];
  readonly literal: ReadonlyMap<string, string>;
}

function convertContainer(container: Container, variables: Variables): ConvertedContainer | undefined {
  const { seen, literal, from } = environmentOf(container.part, variables);
  const given = argumentsOf(container.part, seen);
  if (given === undefined) return undefined;
  const texts = given.map(({ text }) => text);
  const environment = from.length === 0 ? seen : withUnknown(texts, seen, variables);
  for (const variable of Object.keys(environment)) {
    if (!Object.hasOwn(seen, variable)) variables.explain(variable, `envFrom ${from.join(' or ')}, or nowhere`);
  }
  const flags = convertFlags({
    args: withUrls(texts, environment, variables),
    environment,
    isUnknown: (text) => variables.isIn(text),
    place: (index) => (given[index]?.part ?? container.part).place,
  });
  const zone = literal.get('TZ');
  return {
    container,
    flags,
    literal,
    changes: [
      ...(zone === undefined
        ? []
        : [
            `keep TZ=${zone} in the container's environment: times in messages are in it (mounts of /etc/localtime and of zone files are not needed)`,
          ]),
      ...(from.length === 0 ? [] : [unseenNote(from.join(', '))]),
    ],
  };
}

/** What kube-eventer reads of its environment without a `$` in a flag, where that environment is not known. */
export function unseenNote(where: string): string {
  return `${where}: not seen here. Variables that kube-eventer reads by itself (AccessKeyId, AccessKeySecret, RegionId, ClusterId, SLS_ENDPOINT, HONEYCOMB_WRITEKEY, AWS_…) must be written into the sink's options, as \${env:NAME}`;
}

function uniquelyNamed(sinks: readonly ConvertedSink[]): readonly ConvertedSink[] {
  const used = new Set<string>();
  return sinks.map((sink) => {
    let { name } = sink;
    for (let count = 2; used.has(name); count++) name = `${sink.name.replace(/-\d+$/, '')}-${count}`;
    used.add(name);
    return { ...sink, name };
  });
}

/** Says when the ConfigMap that a webhook names is not among those given, though others are: a mistake of several tutorials. */
function withConfigMapNote(sink: ConvertedSink, given: readonly GivenConfigMap[]): ConvertedSink {
  const go = isFields(sink.with.template) ? sink.with.template.go : undefined;
  const reference = isFields(go) && isFields(go.configMap) ? go.configMap : undefined;
  const bodies = given.filter(({ data }) => data.field('content').given);
  if (reference === undefined || bodies.length === 0) return sink;
  const { namespace, name } = reference;
  if (bodies.some((one) => one.namespace === namespace && one.name === name)) return sink;
  const there = bodies.map((one) => `${one.namespace}/${one.name}`).join(', ');
  return {
    ...sink,
    changes: [
      ...sink.changes,
      `the ConfigMap ${String(namespace)}/${String(name)} is not among the ${bodies.length} of this input (${there}): if it is none that exists, the default body is sent; correct the name or the namespace`,
    ],
  };
}
