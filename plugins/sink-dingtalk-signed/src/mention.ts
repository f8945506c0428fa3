import type { Options } from './config.ts';

type Mentioning = Pick<Options, 'atMobiles' | 'atUserIds' | 'atAll' | 'language'>;

/** Whom a message notifies. */
export interface Mention {
  /** The field `at` of the body. */
  readonly at: {
    readonly atMobiles: readonly string[];
    readonly atUserIds: readonly string[];
    readonly isAtAll: boolean;
  };
  /** What the text must say besides: DingTalk notifies a person only who is named there, too. */
  readonly text: string;
}

/** Undefined: nobody. */
export function mentionOf({ atMobiles, atUserIds, atAll, language }: Mentioning): Mention | undefined {
  if (!atAll && atMobiles.length + atUserIds.length === 0) return undefined;
  const named = [...atMobiles, ...atUserIds].map((one) => `@${one}`);
  const everybody = atAll ? [language === 'zh' ? '@所有人' : '@all'] : [];
  return { at: { atMobiles, atUserIds, isAtAll: atAll }, text: [...named, ...everybody].join(' ') };
}
