import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
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

/** Sends a request to the API server as the user with all rights; the answer's text. Throws for a status that is none of `wanted`. */
export async function askApi(
  cluster: Cluster,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: object | undefined,
  ...wanted: readonly number[]
): Promise<string> {
  const response = await request(`${cluster.server}${path}`, {
    method,
    headers: { authorization: `Bearer ${cluster.token}`, 'content-type': 'application/json' },
    dispatcher: apiDispatcher(cluster),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.body.text();
  if (wanted.includes(response.statusCode)) return text;
  throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
}
