import { Failure } from '../failure.ts';
import { decodeJson } from '../json/decode-json.ts';
import { encodeJson, type JsonStyle } from '../json/encode-json.ts';
import { boxed, goString } from '../values/make.ts';
import { ANY, STRING } from '../values/type.ts';
import { INVALID } from '../values/value.ts';
import { takes } from './define.ts';

function encodes(style: JsonStyle, otherwise?: string) {
  return takes([ANY], (given) => {
    try {
      return goString(encodeJson(given.value(0), given.environment, style));
    } catch (error) {
      if (error instanceof Failure && otherwise !== undefined) return goString(otherwise);
      throw error;
    }
  });
}

const PRETTY: JsonStyle = { indent: '  ' };
const RAW: JsonStyle = { escapeHtml: false };
const strict = takes([STRING], (given) => boxed(decodeJson(given.text(0), given.budget)));

/** JSON. Without `must` a mistake gives nothing; only toRawJson stops, as sprig's does. */
export const JSON_FUNCTIONS = {
  toJson: encodes({}, ''),
  toPrettyJson: encodes(PRETTY, ''),
  toRawJson: encodes(RAW),
  mustToJson: encodes({}),
  mustToPrettyJson: encodes(PRETTY),
  mustToRawJson: encodes(RAW),
  mustFromJson: strict,
  fromJson: takes([STRING], (given) => {
    try {
      return boxed(decodeJson(given.text(0), given.budget));
    } catch (error) {
      if (error instanceof Failure) return boxed(INVALID);
      throw error;
    }
  }),
};
