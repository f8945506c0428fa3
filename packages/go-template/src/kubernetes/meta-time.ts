import { readsAsLocalTime } from '../data/present.ts';
import { utcText } from '../standard/time-methods.ts';
import { goTime, TIME, timeOf } from '../standard/time-type.ts';
import { formatTime } from '../time/format-time.ts';
import { isZeroTime, type Time } from '../time/time.ts';
import { UTC } from '../time/zone.ts';
import { pointerMethod, structType, unavailable, valueMethod } from '../values/declare.ts';
import { BYTES, goBool, goBytes, goString, goStrings } from '../values/make.ts';
import { ANY, type Method, pointerTo, STRING, type StructType } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { copyMethods, messageMethods } from './generated-methods.ts';
import { protobufOf } from './protobuf.ts';
import { isNilPointer } from './read.ts';

/** Where Kubernetes' types for times live. */
export const META = 'k8s.io/apimachinery/pkg/apis/meta/v1';

function declareTime(name: string): { type: StructType; methods: Map<string, Method> } {
  const methods = new Map<string, Method>();
  const shape = structType({ name, packagePath: META }, [{ name: 'Time', type: TIME, embedded: true, json: '' }]);
  const type: StructType = { ...shape, methods };
  readsAsLocalTime(type);
  return { type, methods };
}

function before(left: Value, right: Value): boolean {
  if (isNilPointer(left) || isNilPointer(right)) return false;
  return compare(timeOf(left), timeOf(right)) < 0;
}

function compare(left: Time, right: Time): number {
  return left.seconds - right.seconds || left.nanoseconds - right.nanoseconds;
}

function equal(left: Value, right: Value): boolean {
  if (isNilPointer(left) || isNilPointer(right)) return isNilPointer(left) && isNilPointer(right);
  return compare(timeOf(left), timeOf(right)) === 0;
}

function comparing(name: string, type: StructType, decide: (left: Value, right: Value) => boolean): Method {
  return pointerMethod(name, [pointerTo(type)], ['bool'], (receiver, [other]) =>
    goBool(other !== undefined && decide(receiver, other)),
  );
}

function sharedMethods(type: StructType, text: (time: Time) => string): readonly Method[] {
  const jsonText = (receiver: Value) => (isZeroTime(timeOf(receiver)) ? 'null' : `"${text(timeOf(receiver))}"`);
  return [
    ...messageMethods(),
    ...copyMethods(type),
    // unlike the generated ones, this one takes nil for a time that is not set
    pointerMethod('Marshal', [], ['[]uint8', 'error'], (receiver) => goBytes(protobufOf(receiver))),
    comparing('Before', type, before),
    comparing('Equal', type, equal),
    pointerMethod('IsZero', [], ['bool'], (receiver) => goBool(isNilPointer(receiver) || isZeroTime(timeOf(receiver)))),
    valueMethod('MarshalJSON', [], ['[]uint8', 'error'], (receiver) => goBytes(jsonText(receiver))),
    valueMethod('MarshalQueryParameter', [], ['string', 'error'], (receiver) =>
      goString(isZeroTime(timeOf(receiver)) ? '' : text(timeOf(receiver))),
    ),
    valueMethod('OpenAPISchemaType', [], ['[]string'], () => goStrings(['string'])),
    valueMethod('OpenAPISchemaFormat', [], ['string'], () => goString('date-time')),
    pointerMethod('Fuzz', [ANY], [], unavailable('Fuzz')),
    pointerMethod('UnmarshalJSON', [BYTES], ['error'], unavailable('UnmarshalJSON')),
    pointerMethod('UnmarshalQueryParameter', [STRING], ['error'], unavailable('UnmarshalQueryParameter')),
  ];
}

const SECONDS = declareTime('v1.Time');
const MICROSECONDS = declareTime('v1.MicroTime');

/** metav1.Time: a time that JSON writes to the second. */
export const META_TIME = SECONDS.type;
/** metav1.MicroTime: a time that JSON writes to the microsecond. */
export const META_MICRO_TIME = MICROSECONDS.type;

function microText(time: Time): string {
  return formatTime({ ...time, location: UTC }, '2006-01-02T15:04:05.000000Z07:00', UTC);
}

for (const method of [
  ...sharedMethods(META_TIME, utcText),
  pointerMethod('ProtoTime', [], ['*v1.Timestamp'], unavailable('ProtoTime')),
  valueMethod('Rfc3339Copy', [], ['v1.Time'], (receiver) => {
    const { seconds, location } = timeOf(receiver);
    const inner = goTime({ seconds, nanoseconds: 0, location });
    return { kind: 'struct', type: META_TIME, fields: [inner], addressable: false };
  }),
]) {
  SECONDS.methods.set(method.name, method);
}
for (const method of [
  ...sharedMethods(META_MICRO_TIME, microText),
  pointerMethod('ProtoMicroTime', [], ['*v1.Timestamp'], unavailable('ProtoMicroTime')),
  comparing('BeforeTime', META_TIME, before),
  comparing('EqualTime', META_TIME, equal),
]) {
  MICROSECONDS.methods.set(method.name, method);
}
