import { type Call, ConfigError, type Logger, RejectedError } from '@kubeherald/sink-sdk';
import type { ClusterClient } from './cluster.ts';

/** Makes an index and gives it the alias. */
export type EnsureIndex = (index: string, call: Call) => Promise<void>;

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const json = { 'content-type': 'application/json' } as const;

/** Whether `GET /<index>/_alias` names the alias; the index may itself be an alias, and then the answer names another one. */
function hasAlias(text: string, alias: string): boolean {
  const indices: unknown = JSON.parse(text);
  return (
    isFields(indices) &&
    Object.values(indices).some((index) => isFields(index) && isFields(index.aliases) && alias in index.aliases)
  );
}

/**
 * Looks once for each index whether it is there and has the alias, and makes what is missing. What may not be made is left to the bulk
 * request: that makes the index, too, and only the alias is missed.
 */
export function createAliases(alias: string | undefined, cluster: ClusterClient, log: Logger): EnsureIndex {
  const known = new Set<string>();
  const make = async (index: string, wanted: string, { signal }: Call) => {
    const path = `/${encodeURIComponent(index)}`;
    const found = await cluster.send({ method: 'HEAD', path, signal, accept: (status) => status === 404 });
    // 400: another replica was faster.
    if (found.status === 404) await cluster.send({ method: 'PUT', path, signal, accept: (status) => status === 400 });
    const { text } = await cluster.send({ method: 'GET', path: `${path}/_alias`, signal });
    if (hasAlias(text, wanted)) return;
    const body = JSON.stringify({ actions: [{ add: { alias: wanted, index } }] });
    await cluster.send({ method: 'POST', path: '/_aliases', headers: json, body, signal });
  };
  return async (index, call) => {
    if (alias === undefined || known.has(index)) return;
    try {
      await make(index, alias, call);
    } catch (error) {
      const isTold = RejectedError.is(error) || ConfigError.is(error) || error instanceof SyntaxError;
      if (!isTold) throw error;
      log.warn(
        { index, alias, err: error },
        `the index ${index} has not got the alias ${alias}; events are written all the same`,
      );
    }
    known.add(index);
  };
}
