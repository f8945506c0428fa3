import { coreEvent, type SampleEvent } from './event.ts';

/**
 * Characters (code points) of the longest message. The API's own documentation tells clients to be prepared for 64 kB (k8s.io/api events/v1,
 * `note`); counted in characters it is beyond that in every unit, so that a sink cannot cut at some round number below and pass.
 */
const longestMessage = 65_536;

const words = 'container "app" in pod web-0: 容器启动失败 🚨; ';

function long(): string {
  const characters = Array.from(words);
  return Array.from({ length: longestMessage }, (_, index) => characters[index % characters.length]).join('');
}

/** Texts that break a sink which joins strings, escapes too little or too much, or counts in the wrong unit. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'quotes and backslashes': 'said "no" and \'maybe\' \\ \\" \\\\n `so` end',
  'line ends and tabs': 'first\nsecond\r\n\tthird\n\nfifth',
  'several spaces in a row': 'one two  three   four    end',
  'U+FEFF and characters without a width':
    'mark \ufeff joiner \u200d space \u200b non-breaking \u00a0 soft hyphen \u00ad end',
  'percent sequences and plus signs': 'at 100%25 of %2Fvar%2Flog, a%20b+c &#65; &copy; \\u0041 end',
  'U+2028 and U+2029': 'line\u2028separator\u2029end',
  emoji: 'alarm 🚨 family 👨‍👩‍👧 flag 🇨🇭 keycap 5️⃣ end',
  'letters of many bytes': '事件 \u00e9 (composed) e\u0301 (decomposed) ﷽ 𝔘 end',
  'letters from right to left': 'שלום עולם \u202eoverridden\u202c العربية end',
  'NUL and control characters': 'nul\u0000 bell\u0007 escape\u001b[31mred\u001b[0m del\u007f end',
  'surrogates that stand alone': 'high \ud83d low \ude00 end',
  'handlebars syntax': '{{message}} {{{raw}}} {{#each object}}x{{/each}} {{> part}} {{!-- no --}} \\{{x}} end',
  'Go template syntax': '{{ .Message | upper }} {{- range .Items }}{{ end -}} {{ define "x" }} {{`raw`}} end',
  'other template syntax': '${process.env.HOME} $(id) `id` %s %n <%= x %> #{x} $1 $& end',
  'HTML and XML': '<b>bold</b> &amp; &lt;script>alert(1)</script> ]]> <!-- no --> end',
  'Markdown and mentions':
    '*bold* _it_ [a](http://x.example) ```code``` > quote # title | cell | <@U1> <!channel> @all end',
  SQL: '\'); DROP TABLE events; -- " OR 1=1 /* end',
  JSON: '{"level":"error","msg":"no \\"route\\"","list":[1,null]} end',
  '64k characters': long(),
};

/** {@link hostileTexts} as events. */
export const hostileEvents: readonly SampleEvent[] = Object.entries(hostileTexts).map(([name, message]) => ({
  name,
  raw: coreEvent({ message }),
}));
