import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import type { Cluster } from './cluster.ts';

const agents = new WeakMap<Cluster, Agent>();

/** Connections that trust the cluster's certificate. */
export function apiDispatcher(cluster: Cluster): Agent {
  const known = agents.get(cluster);
  if (known) return known;
  const agent = new Agent(cluster.caFile === undefined ? {} : { connect: { ca: readFileSync(cluster.caFile) } });
  agents.set(cluster, agent);
  return agent;
}
