import type { KubeEvent } from '../event.ts';
import type { Template } from '../template/compile.ts';
import type { Limit } from './limit.ts';
import type { Markup } from './markup.ts';
import type { Severity } from './severity.ts';
import type { Language } from './words.ts';

/** What the destination makes of a message. */
export interface MessageForm {
  /** Default: plain text. */
  readonly markup?: Markup;
  /** Of the body. Default: none. */
  readonly limit?: Limit;
  /** `inside`: the body begins with the title's line. `apart`: the destination has a field for it. Default `inside`. */
  readonly title?: 'inside' | 'apart';
  /** Of the title. Default: none. */
  readonly titleLimit?: Limit;
}

/** All that decides how a message looks. */
export interface MessageStyle extends MessageForm {
  /** IANA name of the time zone. */
  readonly zone: string;
  readonly language: Language;
  /** Put at the beginning of title and body, as it is. */
  readonly label?: string;
  /** Replaces the layout of an event; its values go through `markup.escape`, see {@link MessageForm}. */
  readonly template?: Template;
}

/** A message for people, made of a batch. */
export interface Message {
  /** One line without markup: what happened to what. */
  readonly title: string;
  readonly body: string;
  /** The worst in it. */
  readonly severity: Severity;
  /** (object, reason) pairs that the body names. */
  readonly named: number;
  /** (object, reason) pairs for which there was no room; the body says how many. */
  readonly cut: number;
  /** The events of those pairs, each in its newest revision: for a sink that sends a further message rather than leave them unnamed. */
  readonly rest: readonly KubeEvent[];
}
