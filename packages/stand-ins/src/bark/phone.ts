import { createDecipheriv } from 'node:crypto';
import type { Payload } from './payload.ts';

/** A notification as somebody sees it. */
export interface Shown {
  /** Empty: nothing replaces it. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** The parameters that the app knows, under lower-case names. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The settings of the app's encryption. */
export interface AppEncryption {
  /** 16, 24 or 32 characters. */
  readonly key: string;
  readonly mode: 'CBC' | 'GCM';
}

const isFields = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A phone with the app on it: what it was sent, and what it shows. */
export class Phone {
  /** Every push that Apple delivered, in order. */
  readonly received: Payload[] = [];
  /** Whether the app was removed: Apple then refuses its token. */
  removed = false;
  readonly #encryption: AppEncryption | undefined;
  #shown: Shown[] = [];

  constructor(encryption?: AppEncryption) {
    this.#encryption = encryption;
  }

  /** What is on the screen, the oldest first. */
  get shown(): readonly Shown[] {
    return this.#shown;
  }

  /** @param collapseId by which Apple replaces what is shown; empty: nothing */
  receive(payload: Payload, collapseId: string): void {
    this.received.push(payload);
    const alert = isFields(payload.aps.alert) ? payload.aps.alert : undefined;
    const fields = { ...payload.others, ...this.#decrypted(payload.others) };
    const id = collapseId || text(fields.id);
    const others = this.#shown.filter((one) => id === '' || one.id !== id);
    if (alert === undefined) {
      this.#shown = others;
      return;
    }
    const body = fields.markdown ?? fields.body ?? text(alert.body);
    this.#shown = [...others, { id, title: fields.title ?? text(alert.title), body, fields }];
  }

  /** What the app reads out of an encrypted notification: names in lower case, numbers as texts; or that it cannot. */
  #decrypted({ ciphertext, iv = '' }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (ciphertext === undefined) return {};
    try {
      if (this.#encryption === undefined) throw new Error('the app has no key');
      const parsed: unknown = JSON.parse(decrypt(Buffer.from(ciphertext, 'base64'), this.#encryption, iv));
      if (!isFields(parsed)) throw new Error('no JSON object');
      const entries = Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), String(value)]);
      return Object.fromEntries(entries);
    } catch (error) {
      return { title: '', body: `Decryption Failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

function decrypt(bytes: Buffer, { key, mode }: AppEncryption, iv: string): string {
  const bits = String(Buffer.byteLength(key) * 8);
  if (mode === 'CBC') {
    const decipher = createDecipheriv(`aes-${bits}-cbc`, key, iv);
    return Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
  }
  const algorithm = bits === '128' ? 'aes-128-gcm' : bits === '192' ? 'aes-192-gcm' : 'aes-256-gcm';
  const decipher = createDecipheriv(algorithm, key, iv);
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
}
