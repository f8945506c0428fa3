import { type Check, judged, skipped } from '../check.ts';
import { credentialsOf, formsOf, secretOptions } from '../credentials.ts';
import type { Trial } from '../trial.ts';

/** Characters of the text around a leaked credential that help to find its source. */
const around = 60;

/** Lets the sink say all it has to say: at every answer, for deliveries and for check. */
async function provoke(trial: Trial): Promise<void> {
  const { answers, script } = trial.destination;
  for (const [name, { never }] of Object.entries(answers)) {
    if (never || script === undefined) continue;
    await trial.destination.reset();
    await trial.play(name);
    await trial.deliver(trial.events.several(1));
    await trial.sink().check();
  }
}

function excerpt(text: string, form: string): string {
  const at = text.indexOf(form);
  return `${text.slice(Math.max(0, at - around), at).replaceAll('"', '')}<the credential>`;
}

export const credentials: Check = {
  feature: 'credentials',
  title: 'no credential appears in a log line or an error, even if the destination repeats it',
  async run(trial) {
    const { schema } = await trial.description();
    const options = secretOptions(schema, trial.config);
    if (options.length === 0) return skipped('the sink has no secret options');
    const watched = credentialsOf(schema, trial.config);
    if (watched.length === 0) {
      const names = options.map(({ path }) => path).join(', ');
      return judged([
        `the config given to conformance has no credential of 8 characters or more in its secret options (${names}), so nothing can be looked for. Give it some, as in url?access_token=0123456789abcdef; or declare notApplicable: { credentials: 'why' }`,
      ]);
    }
    await provoke(trial);
    const faults = new Set<string>();
    for (const { where, text } of trial.said.texts()) {
      const form = watched.flatMap(formsOf).find((one) => text.includes(one));
      if (form === undefined) continue;
      faults.add(
        `${where} shows a credential: …${excerpt(text, form)}… Leave URLs and headers out of messages, and hide in a destination's answer what was sent to it; createHttpClient does both, given its secrets`,
      );
    }
    return judged([...faults].slice(0, 5));
  },
};
