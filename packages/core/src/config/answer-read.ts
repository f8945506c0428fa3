import { answerAside } from '../aside.ts';
import { readConfig } from './read.ts';

/** Entry of the process that reads a config; see read-aside.ts. */
answerAside(async (file) => readConfig(String(file)));
