import { timeOf } from '../standard/time-type.ts';
import type { ByteString } from '../text/bytes.ts';
import { isZeroTime } from '../time/time.ts';
import { bytesOf, indirect, sortedEntries } from '../values/inspect.ts';
import type { StructValue, Value } from '../values/value.ts';

/** The numbers of the fields that Kubernetes' generated code writes (generated.proto of k8s.io/api and apimachinery). */
const FIELD_NUMBERS: ReadonlyMap<string, readonly (readonly [name: string, number: number])[]> = new Map([
  [
    'v1.Event',
    numbered(
      'ObjectMeta InvolvedObject Reason Message Source FirstTimestamp LastTimestamp Count Type EventTime Series Action Related ReportingController ReportingInstance',
    ),
  ],
  [
    'v1.ObjectMeta',
    [
      ...numbered(
        'Name GenerateName Namespace SelfLink UID ResourceVersion Generation CreationTimestamp DeletionTimestamp DeletionGracePeriodSeconds Labels Annotations OwnerReferences Finalizers ClusterName',
      ),
      ['ManagedFields', 17],
    ],
  ],
  ['v1.ObjectReference', numbered('Kind Namespace Name UID APIVersion ResourceVersion FieldPath')],
  ['v1.EventSource', numbered('Component Host')],
  ['v1.EventSeries', numbered('Count LastObservedTime State')],
  ['v1.TypeMeta', numbered('Kind APIVersion')],
  ['v1.FieldsV1', numbered('Raw')],
  [
    'v1.OwnerReference',
    [
      ['Kind', 1],
      ['Name', 3],
      ['UID', 4],
      ['APIVersion', 5],
      ['Controller', 6],
      ['BlockOwnerDeletion', 7],
    ],
  ],
  [
    'v1.ManagedFieldsEntry',
    [...numbered('Manager Operation APIVersion Time'), ['FieldsType', 6], ['FieldsV1', 7], ['Subresource', 8]],
  ],
]);

function numbered(names: string): readonly (readonly [string, number])[] {
  return names.split(' ').map((name, index) => [name, index + 1] as const);
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function varint(integer: bigint): ByteString {
  let rest = BigInt.asUintN(64, integer);
  let bytes = '';
  for (; rest >= 0x80n; rest >>= 7n) bytes += String.fromCharCode(Number(rest & 0x7fn) | 0x80);
  return bytes + String.fromCharCode(Number(rest));
}

function field(number: number, value: Value): ByteString {
  const key = (wire: number): ByteString => varint(BigInt((number << 3) | wire));
  const delimited = (bytes: ByteString): ByteString => key(LENGTH_DELIMITED) + varint(BigInt(bytes.length)) + bytes;
  switch (value.kind) {
    case 'string':
      return delimited(value.text);
    case 'integer':
      return key(VARINT) + varint(value.integer);
    case 'bool':
      return key(VARINT) + varint(value.bool ? 1n : 0n);
    case 'pointer':
      return value.target === undefined ? '' : field(number, value.target);
    case 'struct':
      return delimited(messageOf(value));
    case 'slice': {
      const bytes = bytesOf(value);
      if (bytes !== undefined) return value.elements === undefined ? '' : delimited(bytes);
      return (value.elements ?? []).map((element) => field(number, element)).join('');
    }
    case 'map':
      return sortedEntries(value)
        .map((entry) => delimited(field(1, entry.key) + field(2, entry.value)))
        .join('');
    default:
      return '';
  }
}

function timestamp(value: StructValue): ByteString {
  const time = timeOf(value);
  if (isZeroTime(time)) return '';
  // metav1.Time leaves out what is less than a second
  const nanoseconds = value.type.name === 'v1.MicroTime' ? time.nanoseconds : 0;
  return `\x08${varint(BigInt(time.seconds))}\x10${varint(BigInt(nanoseconds))}`;
}

function messageOf(value: StructValue): ByteString {
  if (value.type.name === 'v1.Time' || value.type.name === 'v1.MicroTime') return timestamp(value);
  const numbers = FIELD_NUMBERS.get(value.type.name) ?? [];
  return numbers
    .map(([name, number]) => {
      const index = value.type.fields.findIndex((candidate) => candidate.name === name);
      const member = value.fields[index];
      return member === undefined ? '' : field(number, member);
    })
    .join('');
}

/** The protobuf message of a Kubernetes value, as its Marshal method writes it; nothing for a nil pointer. */
export function protobufOf(value: Value): ByteString {
  const { value: end } = indirect(value);
  return end.kind === 'struct' ? messageOf(end) : '';
}
