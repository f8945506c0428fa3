/** What stands for something that differs from run to run, and what it looks like. */
const masks: Readonly<Record<string, string>> = {
  '<NOW:go>': '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? [+-]\\d{4} \\w+(?: m=\\+[\\d.]+)?',
  '<NOW:datetime>': '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d',
  '<NOW:rfc3339>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)',
  '<NOW:unix>': '\\d{9,19}',
  '<NOW:date>': '\\d{4}\\.\\d\\d\\.\\d\\d',
  '<UUID>': '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '<OBJECTID>': '[0-9a-f]{24}',
  '<HOSTNAME>': '[-\\w.]+',
};

const anyMask = /<(?:NOW:(?:go|datetime|rfc3339|unix|date)|UUID|OBJECTID|HOSTNAME)>/;

/** Puts the recording's words for changing things in place of what stands there in `actual`; where that does not fit, `actual` stays. */
export function masked(actual: string, recorded: string): string {
  if (!anyMask.test(recorded)) return actual;
  const parts = recorded.split(new RegExp(`(${anyMask.source})`));
  const pattern = parts.map((part) => masks[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  return new RegExp(`^${pattern}$`).test(actual) ? recorded : actual;
}
