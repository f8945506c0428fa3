/** How bad an event is. `other`: its type is neither Warning nor Normal, which clusters may say too. */
export type Severity = 'warning' | 'other' | 'normal';

/** From worst to best. */
export const severities = ['warning', 'other', 'normal'] as const;

/** Signs of Unicode, so that they survive where only plain text does. */
export const glyphs: Readonly<Record<Severity, string>> = { warning: '⚠️', other: '❔', normal: 'ℹ️' };

/** Of an event's type (k8s.io/api: `Normal` and `Warning`, new types could be added). */
export function severityOf(type: string): Severity {
  if (type === 'Warning') return 'warning';
  return type === 'Normal' ? 'normal' : 'other';
}

/** The rank among {@link severities}; 0 is worst. */
export const rankOf = (severity: Severity): number => severities.indexOf(severity);
