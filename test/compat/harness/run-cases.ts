import { type ServerCertificate, serverCertificate } from '@kubeherald/simulator';
import { startReplayServer } from './api-server.ts';
import { runProgram } from './program.ts';
import { type Answers, deadPort, type Recorder, startRecorder, startRecordingProxy } from './recorder.ts';
import type { ConfigMap, EventObject, Vector, WireRequest } from './vectors.ts';

/** What the program did in a case. */
export interface Outcome {
  /** What the destination got, with the placeholders of the recording. */
  readonly requests: readonly WireRequest[];
  /** Warnings and errors of the log, of all cases that ran in the same process. */
  readonly complaints: readonly string[];
  readonly log: string;
  /** resourceVersions that differ from the recording's, by the recorded one. */
  readonly renumbered: ReadonlyMap<string, string>;
  /** Standard output. */
  readonly lines: readonly string[];
  readonly metrics: string;
  /** Status and body of kube-eventer's probes. */
  readonly probes: Readonly<Record<string, readonly [number, string]>>;
}

/** What a case needs beside its flags. */
export interface CaseOptions {
  /** Answers in place of the recorded ones. */
  readonly answers?: Answers;
  /** A server that is no HTTP recorder: `host:port` for EXTRA. */
  readonly extra?: string;
  /** Flags in front of the case's. */
  readonly flags?: readonly string[];
  /** The case runs alone and is over when the destination got so many requests: for sinks that never have done. */
  readonly until?: number;
  /** And then when this is in the log. */
  readonly says?: RegExp;
}

/** Hosts that cases name, for a proxy that is all of them. */
const hosts = [
  '127.0.0.1',
  'localhost',
  'oapi.dingtalk.com',
  'qyapi.weixin.qq.com',
  'open.feishu.cn',
  'hooks.slack.com',
  'api.honeycomb.io',
  '*.cn-hangzhou.log.aliyuncs.com',
  '*.cn-hangzhou-intranet.log.aliyuncs.com',
];

let made: ServerCertificate | undefined;
const certificate = (): ServerCertificate => (made ??= serverCertificate(hosts, Date.now()));

/**
 * Runs cases that send the same events in one process, each with recorders of its own; cases whose requests go through a proxy have to
 * run alone, for nothing would tell them apart. Events go out once the watch stands.
 */
export async function runCases(
  cases: readonly Vector[],
  events: ReadonlyMap<string, EventObject>,
  optionsOf: (vector: Vector) => CaseOptions = () => ({}),
): Promise<ReadonlyMap<string, Outcome>> {
  const [first] = cases;
  if (first === undefined) return new Map();
  const dead = await deadPort();
  const prepared = await Promise.all(cases.map(async (vector) => prepare(vector, optionsOf(vector), dead)));
  const api = await startReplayServer({
    events,
    configMaps: prepared.flatMap(({ configMaps }) => configMaps),
    forbidsConfigMaps: first.forbidsConfigMaps,
  });
  const proxy = first.viaProxy ? prepared[0]?.recorder.address : undefined;
  const program = await runProgram({
    args: [
      ...(first.source ?? [`--source=kubernetes:http://${api.address}?inClusterConfig=false`]),
      ...prepared.flatMap(({ args }) => args),
    ],
    env: {
      TZ: first.timezone,
      ...first.env,
      ...(proxy === undefined
        ? {}
        : {
            HTTP_PROXY: `http://${proxy}`,
            HTTPS_PROXY: `http://${proxy}`,
            NO_PROXY: api.address.replace(/:\d+$/, ''),
          }),
    },
    ...(first.caTrusted ? { ca: certificate().ca } : {}),
  });
  const options = optionsOf(first);
  const patience = options.until === undefined && options.says === undefined ? undefined : options;
  const awaited = ({ until: most = 0, says }: CaseOptions): boolean =>
    (prepared[0]?.recorder.requests.length ?? 0) >= most && (says === undefined || says.test(program.log()));
  try {
    await api.watched;
    let sent = 0;
    const renumbered = new Map<string, string>();
    for (const batch of first.batches) {
      for (const [recorded, given] of api.send(batch)) renumbered.set(recorded, given);
      sent += batch.filter((name) => !name.startsWith('DELETED:')).length;
      if (patience === undefined) await program.settled(sent);
      else await program.told(sent, () => awaited(patience));
    }
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    const probes = Object.fromEntries(
      await Promise.all(
        ['/healthz', '/healtz'].map(async (path) => {
          const response = await fetch(`${program.url}${path}`);
          return [path, [response.status, await response.text()] as const] as const;
        }),
      ),
    );
    const shared = {
      probes,
      complaints: program.complaints(),
      log: program.log(),
      renumbered,
      lines: program.output(),
      metrics,
    };
    return new Map(
      prepared.map(({ vector, recorder, restore }) => [
        vector.id,
        { ...shared, requests: recorder.requests.map((request) => ({ ...request, url: restore(request.url) })) },
      ]),
    );
  } finally {
    await program.stop();
    await api.stop();
    await Promise.all(prepared.map(({ recorder }) => recorder.stop()));
  }
}

interface Prepared {
  readonly vector: Vector;
  readonly recorder: Recorder;
  readonly args: readonly string[];
  readonly configMaps: readonly ConfigMap[];
  /** A URL of a request as the recording has it. */
  readonly restore: (url: string) => string;
}

/** Fills the placeholders in. A ConfigMap gets a name of its own, for cases have different ones under the same name. */
async function prepare(vector: Vector, options: CaseOptions, dead: number): Promise<Prepared> {
  const usual: Answers = (_request, index) =>
    vector.expect.requests[Math.min(index, vector.expect.requests.length - 1)]?.reply ?? accepted;
  const answers = options.answers ?? usual;
  const recorder = vector.viaProxy
    ? await startRecordingProxy(answers, certificate())
    : await startRecorder(answers, vector.tls ? certificate() : undefined);
  const own = (name: string) => `${name}-${vector.id}`;
  const { address } = recorder;
  return {
    vector,
    recorder,
    args: [...(options.flags ?? []), ...vector.args].map((argument) =>
      argument
        .replaceAll('RECORDER', address)
        .replaceAll('DEAD', `127.0.0.1:${dead}`)
        .replaceAll('EXTRA', options.extra ?? '')
        .replaceAll(/custom_body_configmap=([^&]+)/g, (_, name: string) => `custom_body_configmap=${own(name)}`),
    ),
    configMaps: vector.configMaps.map((one) => ({ ...one, name: own(one.name) })),
    restore: (url) => url.replaceAll(address, 'RECORDER').replaceAll(`-${vector.id}`, ''),
  };
}

const accepted = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"errcode":0,"errmsg":"ok"}',
} as const;
