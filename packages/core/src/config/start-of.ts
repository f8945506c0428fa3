import type { StartSetting } from './resolved.ts';

/** A start as the stages take it; times in Unix ms. */
export type Start =
  | { readonly kind: 'now' }
  | { readonly kind: 'oldest' }
  | { readonly kind: 'since'; readonly at: number };

/** A duration back becomes a time. */
export function startOf(setting: StartSetting, now: number): Start {
  return typeof setting === 'number' ? { kind: 'since', at: now - setting } : { kind: setting };
}
