import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  barkPeer,
  dingtalkPeer,
  eventBridgePeer,
  honeycombPeer,
  type Interruptible,
  riemannPeer,
  slsPeer,
  webhookPeer,
  wecomApplicationPeer,
  wecomRobotPeer,
} from '@kubeherald/stand-ins/each';
import { makeCertificates } from '../kafka/certificates.ts';
import { chatPerMinute, oneByOne, type Site, standInSite } from './site.ts';

/** A Riemann that asks for a certificate, which is the only credential that it knows. */
async function riemannWithTls(): Promise<Interruptible> {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'kubeherald-riemann-')));
  const [ours, foreign] = folders.map(makeCertificates);
  for (const folder of folders) rmSync(folder, { recursive: true });
  if (ours === undefined || foreign === undefined) throw new TypeError('expected two authorities');
  return riemannPeer({ ca: ours.ca, cert: ours.broker, key: ours.broker }, ours.client, foreign.client);
}

/** A file; what is wrong is that its folder is not there. */
async function fileSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-log-'));
  const pathIn = (name: string) => join(folder, name, 'events.log');
  const [good, missing] = [pathIn('good'), pathIn('missing')];
  mkdirSync(join(folder, 'good'));
  return {
    sink: 'log',
    destination: 'file',
    options: { path: good },
    wrong: { path: missing },
    connections: () => 0,
    arrived: async () => (existsSync(good) ? readFileSync(good, 'utf8').split('\n') : []),
    end: async () => rmSync(folder, { recursive: true }),
  };
}

/** Stand-ins of the destinations that exist only in a cloud, or do not install here. */
export function standInSites(): Promise<readonly Site[]> {
  return Promise.all([
    fileSite(),
    standInSite(barkPeer(), oneByOne),
    standInSite(dingtalkPeer(chatPerMinute), oneByOne),
    standInSite(wecomApplicationPeer(chatPerMinute), oneByOne),
    standInSite(wecomRobotPeer(chatPerMinute), oneByOne),
    standInSite(eventBridgePeer()),
    standInSite(honeycombPeer()),
    standInSite(riemannWithTls()),
    standInSite(slsPeer()),
    standInSite(webhookPeer()),
  ]);
}
