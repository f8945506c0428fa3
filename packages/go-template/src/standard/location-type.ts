import { encode } from '../text/bytes.ts';
import { UTC, type Zone } from '../time/zone.ts';
import { pointerMethod, structType } from '../values/declare.ts';
import { indirect } from '../values/inspect.ts';
import { goPointer, goString } from '../values/make.ts';
import { pointerTo, STRING } from '../values/type.ts';
import type { PointerValue, Value } from '../values/value.ts';

/** The zone behind a *time.Location. */
export function zoneBehind(value: Value): Zone | 'local' {
  const { value: end } = indirect(value);
  return end.kind === 'struct' && end.location !== undefined ? end.location : UTC;
}

/** time.Location. */
export const LOCATION = structType(
  {
    name: 'time.Location',
    packagePath: 'time',
    methods: [
      pointerMethod('String', [], ['string'], (receiver, _values, environment) => {
        const zone = zoneBehind(receiver);
        return goString(encode(zone === 'local' ? environment.zone.name : zone.name));
      }),
    ],
  },
  [{ name: 'name', type: STRING }],
);

function locate(location: Zone | 'local', name: string): PointerValue {
  return goPointer({ kind: 'struct', type: LOCATION, fields: [goString(name)], addressable: true, location });
}

const LOCAL_POINTER = locate('local', 'Local');
const POINTERS = new WeakMap<Zone, PointerValue>();

/** The *time.Location of a zone: always the same pointer for the same zone. */
export function goLocation(location: Zone | 'local'): PointerValue {
  if (location === 'local') return LOCAL_POINTER;
  const known = POINTERS.get(location);
  if (known !== undefined) return known;
  const made = locate(location, encode(location.name));
  POINTERS.set(location, made);
  return made;
}

/** What a time.Time keeps: nil for UTC. */
export function locationField(location: Zone | 'local'): PointerValue {
  if (location !== UTC) return goLocation(location);
  return { kind: 'pointer', type: pointerTo(LOCATION), target: undefined, address: 0n };
}
