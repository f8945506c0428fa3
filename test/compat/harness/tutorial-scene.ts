import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverCertificate, startSimulator, type User } from '@kubeherald/simulator';
import { until } from '../../support/until.ts';
import { startInternet } from './internet.ts';
import { readManifest } from './manifest.ts';
import { runProgram } from './program.ts';
import type { ConfigMap } from './vectors.ts';

/** A manifest of the tutorials and what it meets. */
export interface TutorialOptions {
  /** The manifest's file name. */
  readonly manifest: string;
  /** What the Secrets hold that it names, by `name/key`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** ConfigMaps that the cluster has beside those of the manifest. */
  readonly configMaps?: readonly ConfigMap[];
  /** Hosts of the internet: where each of them is on loopback. */
  readonly hosts: Readonly<Record<string, (url: URL) => string | undefined>>;
  /** Events that are there before the program is. */
  readonly before?: readonly object[];
  /** Events that happen while it watches. */
  readonly events: readonly object[];
}

/** A simulated cluster's service account, with the rights that kube-eventer's ClusterRole gives. */
const token = 'kube-eventer-token';
const account: User = {
  name: 'system:serviceaccount:kube-system:kube-eventer',
  rights: [{ groups: [''], resources: ['configmaps', 'events'], verbs: ['get', 'list', 'watch'], by: '' }],
};
const mountedAccount = fileURLToPath(new URL('mounted-account.ts', import.meta.url));
const masters = ['kubernetes.default', 'kubernetes.default.svc.cluster.local'];

/** A manifest's text. */
export const readTutorial = (name: string): string =>
  readFileSync(new URL(`../../../packages/convert/src/fixtures/tutorials/${name}`, import.meta.url), 'utf8');

/**
 * Runs the container of a manifest in a simulated cluster until every sink is done with the events. The program reaches all hosts by
 * their real names, the API server too.
 * @returns the URLs that were asked of the hosts, in order
 */
export async function runTutorial(options: TutorialOptions): Promise<readonly string[]> {
  const { manifest: name, secrets, configMaps = [], hosts, before = [], events } = options;
  const manifest = readManifest(readTutorial(name), secrets);
  const simulator = await startSimulator({ compactionIntervalMs: 0, tokens: { [token]: account } });
  for (const { namespace, name: own, data } of [...manifest.configMaps, ...configMaps]) {
    simulator.cluster.configMaps.put(namespace, own, { data, labels: undefined, annotations: undefined });
  }
  for (const event of before) simulator.emit(event);
  const certificate = serverCertificate([...masters, ...Object.keys(hosts)], Date.now());
  const isMaster = ({ hostname }: URL) => masters.includes(hostname);
  const internet = await startInternet(
    (url) => (isMaster(url) ? simulator.server : hosts[url.hostname]?.(url)),
    certificate,
  );
  const folder = mkdtempSync(join(tmpdir(), 'kube-eventer-account-'));
  writeFileSync(join(folder, 'token'), token);
  writeFileSync(join(folder, 'ca.crt'), certificate.ca);
  const program = await runProgram({
    words: manifest.words,
    args: [],
    env: {
      ...manifest.env,
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT: '443',
      HTTPS_PROXY: internet.proxy,
      NODE_OPTIONS: `--import=${mountedAccount}`,
      MOUNTED_ACCOUNT: folder,
    },
    ca: certificate.ca,
  });
  try {
    await until('events are watched', () =>
      simulator.requests().some(({ path, verb, user }) => verb === 'watch' && path.includes('/events?') && user !== ''),
    ).catch((error: unknown) => {
      throw new Error(program.log().slice(-4000), { cause: error });
    });
    for (const event of events) simulator.emit(event);
    await program.settled(events.length);
    return internet.asked.filter((url) => !isMaster(url)).map(({ href }) => href);
  } finally {
    await program.stop();
    await internet.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
