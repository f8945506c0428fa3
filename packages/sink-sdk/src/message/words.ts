import type { Severity } from './severity.ts';

export type Language = 'en' | 'zh';

/** How many of something, by severity. */
export type Counts = Readonly<Record<Severity, number>>;

/** All that the layout says in words. */
export interface Words {
  readonly warning: string;
  readonly normal: string;
  readonly unknownObject: string;
  readonly colon: string;
  cluster(name: string): string;
  namespace(name: string): string;
  node(name: string): string;
  container(name: string): string;
  /** `23 times since A, last B`; `since` is empty when it is not known. */
  often(count: number, since: string, last: string): string;
  /** `37 warnings, 5 normal on 13 objects` */
  summary(events: Counts, objects: number): string;
  /** `… and 37 more: 30 warnings, 7 normal` */
  more(rows: Counts): string;
  templateFailed(why: string): string;
}

const total = ({ warning, other, normal }: Counts): number => warning + other + normal;

const english = {
  counts({ warning, other, normal }: Counts): string {
    const parts = [
      warning > 0 && `${warning} ${warning === 1 ? 'warning' : 'warnings'}`,
      other > 0 && `${other} other`,
      normal > 0 && `${normal} normal`,
    ];
    return parts.filter((part) => part !== false).join(', ');
  },
};

const en: Words = {
  warning: 'Warning',
  normal: 'Normal',
  unknownObject: 'unknown object',
  colon: ': ',
  cluster: (name) => `cluster ${name}`,
  namespace: (name) => `namespace ${name}`,
  node: (name) => `node ${name}`,
  container: (name) => `container ${name}`,
  often: (count, since, last) => `${count} times${since === '' ? '' : ` since ${since}`}, last ${last}`,
  summary: (events, objects) => `${english.counts(events)} on ${objects} ${objects === 1 ? 'object' : 'objects'}`,
  more: (rows) => `… and ${total(rows)} more: ${english.counts(rows)}`,
  templateFailed: (why) => `(the template failed: ${why})`,
};

const chinese = {
  counts({ warning, other, normal }: Counts, unit: string): string {
    const parts = [
      warning > 0 && `${warning} ${unit}警告`,
      other > 0 && `${other} ${unit}其他`,
      normal > 0 && `${normal} ${unit}正常`,
    ];
    return parts.filter((part) => part !== false).join('，');
  },
};

const zh: Words = {
  warning: '警告',
  normal: '正常',
  unknownObject: '未知对象',
  colon: '：',
  cluster: (name) => `集群 ${name}`,
  namespace: (name) => `命名空间 ${name}`,
  node: (name) => `节点 ${name}`,
  container: (name) => `容器 ${name}`,
  often: (count, since, last) => `共 ${count} 次${since === '' ? '' : `，自 ${since} 起`}，最近 ${last}`,
  summary: (events, objects) => `${chinese.counts(events, '条')}，涉及 ${objects} 个对象`,
  more: (rows) => `… 还有 ${total(rows)} 项：${chinese.counts(rows, '项')}`,
  templateFailed: (why) => `（模板出错：${why}）`,
};

export const wordsOf: Readonly<Record<Language, Words>> = { en, zh };
