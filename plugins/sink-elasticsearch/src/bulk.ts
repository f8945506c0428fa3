import { createHash } from 'node:crypto';
import type { KubeEvent } from '@kubeherald/sink-sdk';
import { longestFitting } from '@kubeherald/sink-sdk/kube-eventer';
import type { Document } from './document.ts';

/** One event in a bulk request. */
export interface Item {
  /** Index into the batch. */
  readonly index: number;
  /** The action's line, with its line end; see {@link withoutType}. */
  readonly action: string;
  /** The document's line, with its line end. */
  readonly document: string;
  /** Of both lines. */
  readonly bytes: number;
}

export interface BulkOptions {
  readonly document: Document;
  readonly indexOf: (event: KubeEvent) => string;
  /** A document as JSON. */
  readonly encode: (document: object) => string;
  /** `create` refuses a known id with 409; `index` writes the same document again. */
  readonly action: 'create' | 'index';
  /** The mapping type, which servers before version 7 need, and those from 8 on refuse. */
  readonly type?: string;
  /** Bytes of one request, at most. */
  readonly requestBytes: number;
}

/** An `_id` has at most this many bytes. */
const idBytes = 512;

/**
 * The document's id: the revision, so that one that comes again is known. An event without a uid, which no API server sends, gets none:
 * its id would be that of others.
 */
function idOf({ id, uid }: KubeEvent): string | undefined {
  if (uid === '') return undefined;
  return Buffer.byteLength(id) <= idBytes ? id : createHash('sha256').update(id).digest('hex');
}

/**
 * An event as the two lines of a bulk request. A document that is larger than a request may be has its message cut.
 */
export function itemOf(event: KubeEvent, index: number, options: BulkOptions): Item {
  const { encode, type } = options;
  const meta = { _index: options.indexOf(event), _id: idOf(event), ...(type === undefined ? {} : { _type: type }) };
  const action = `${JSON.stringify({ [options.action]: meta })}\n`;
  const lineOf = (message: string) => `${encode(options.document({ ...event, message }))}\n`;
  const room = options.requestBytes - Buffer.byteLength(action);
  const message = longestFitting(event.message, (some) => Buffer.byteLength(lineOf(some)) <= room);
  const document = lineOf(message);
  return { index, action, document, bytes: Buffer.byteLength(action) + Buffer.byteLength(document) };
}

/** An action's line for a server that knows no mapping types. */
export const withoutType = (action: string): string => action.replace(/,"_type":"[^"]*"\}\}\n$/, '}}\n');
