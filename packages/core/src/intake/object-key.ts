import type { KubeEvent } from '@kubeherald/sink-sdk';

/** FNV-1a's start value and prime for 32 bits. */
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** No name contains it, so `a` + `bc` and `ab` + `c` differ. */
const separator = 0;

/**
 * Hash of the involved object (unsigned 32 bit): equal for all events of one object. It is made of kind, namespace and name, because
 * the uid differs between reporters: for a Node the kubelet writes the node's name as its uid, controllers write the real one.
 * An object without a name is known by its uid.
 */
export function objectKey(object: KubeEvent['object']): number {
  const hash = mix(mix(mix(offsetBasis, object.kind), object.namespace), object.name === '' ? object.uid : object.name);
  return hash >>> 0;
}

function mix(seed: number, text: string): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  return Math.imul(hash ^ separator, prime);
}
