import { language, Type, zone } from '../schema.ts';
import { templateOption } from '../template/text.ts';

/** The options that all message sinks share, to be spread into their Type.Object: one name for one meaning. */
export const messageOptions = {
  zone: Type.Optional(
    zone({ description: "Time zone of the times in a message, by its IANA name. Without it: the daemon's (TZ)." }),
  ),
  language: language({ default: 'en', description: 'Language of what the layout says: `en` or `zh`.' }),
  label: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        "Put at the beginning of each message and of its title: the team's name, or the keyword that a robot demands. At most 100 characters.",
      examples: ['[prod]'],
    }),
  ),
  template: Type.Optional(
    templateOption({
      description:
        'Handlebars template that replaces the layout of an event. `{{x}}` is escaped for the destination, `{{{x}}}` is not. Of a batch of many, each row is made with it.',
      examples: ['{{reason}} {{object.kind}} {{object.name}} ({{count}}): {{message}}'],
    }),
  ),
};

/** The option `format` of a sink that has several; the first is the default. */
export function formatOption<Names extends [string, ...string[]]>(names: readonly [...Names], description?: string) {
  return Type.Enum(names, { default: names[0], description: description ?? `What messages are sent as.` });
}
