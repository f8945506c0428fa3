/** What triage looks at of an event. */
export interface TriagedEvent {
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string };
}

/** Names that kube-eventer gives to events by their reason alone; slips of the pen are part of the names. */
const byReason: Readonly<Record<string, string>> = {
  Evicted: 'PodEvict',
  OOMKilling: 'PodOOM',
  PodOOMKilling: 'PodOOM',
  FailedMount: 'VolumeFailMount',
  FailedAttachVolume: 'VolumeFailMount',
  SystemOOM: 'NodeOOM',
  Rebooted: 'NodeRebooted',
  NodeHasDiskPressure: 'NodeDiskPressure',
  DockerHung: 'NodeDockerHung',
  PSProcessIsHung: 'NodePSHung',
  NodeHasNvidiaXidError: 'NodeGPUXIPError',
  NodeHasFDPressure: 'NodeFDPressure',
  PIDPressure: 'NodeFDPressure',
  NodeHasPIDPressure: 'NodeFDPressure',
  NTPIsDown: 'NodeNPTDown',
  ConntrackFull: 'ConnTrackFull',
  SyncLoadBalancerFailed: 'CcmSLBSyncFail',
  DeleteLoadBalancerFailed: 'CcmSLBDeleteFail',
  CreateRouteFailed: 'CcmCreateRouteFail',
  SYncRouteFailed: 'CcmSyncRouteFail',
  AddNodeFailed: 'CcmAddNodeFail',
  DeteleNodeFailed: 'CcmDeleteNodeFail',
  UnAvailableLoadBalancer: 'CcmSLBUnavailable',
  AnnotationChanged: 'CcmSLBAnnotationChanged',
  ServiceSpecChanged: 'CcmSLBSpecChanged',
  SlowIO: 'CSISlowIO',
  DeviceBusy: 'CSIDeviceBusy',
  IOHang: 'CSIIOHang',
  AllocIPFailed: 'CNIAllocIPFail',
  ParseFailed: 'CNIParseFail',
  DisposeResourceFailed: 'CNIDisposeResourceFail',
};

interface Rule {
  readonly name: string;
  readonly kind?: string;
  /** One of these is in the message. */
  readonly has?: readonly string[];
  /** None of these is. */
  readonly lacks?: readonly string[];
}

const pull = ['ImagePullBackOff', 'ErrImagePull'];
const noPleg = ['PLEG is not healthy'];
const noSize = ['disk size is not supported'];
const noAddress: Rule = { name: 'ClusterIPNotEnough', has: ['IpNotEnough'] };

/** Names by reason and message: the first rule that fits. */
const byMessage: Readonly<Record<string, readonly Rule[]>> = {
  Failed: [
    { name: 'PodFailStart', kind: 'Pod', lacks: [...pull, 'Failed to pull image'] },
    { name: 'PodImagePullBackOff', has: pull },
  ],
  BackOff: [
    { name: 'PodCrash', has: ['Back-off restarting failed container'] },
    { name: 'PodImagePullBackOff', has: ['Back-off pulling image'] },
  ],
  FailedCreate: [{ name: 'FailCreatePodExceedQuota', has: ['exceeded quota'] }],
  FailedScheduling: [{ name: 'ResourceInsufficient', has: ['Insufficient'] }, { name: 'PodFailScheduling' }],
  ProvisioningFailed: [
    { name: 'DiskProvisionFailSize', has: noSize },
    { name: 'DiskProvisionFail', lacks: noSize },
  ],
  FailedBinding: [{ name: 'FailedBindingNoStorageClass', has: ['no storage class is set'] }],
  NodeNotReady: [
    { name: 'NodePLEGUnhealthy', kind: 'Node', has: noPleg },
    { name: 'NodeNotReady', kind: 'Node', lacks: noPleg },
  ],
  AllocResourceFailed: [noAddress, { name: 'CNIAllocResourceFail' }],
  ResourceInvalid: [noAddress, { name: 'CNIResourceInvalid' }],
};

/** kube-eventer's name for a kind of fault that it knows, whatever the event's type; undefined for other events. */
export function triage(event: TriagedEvent): string | undefined {
  const { reason, message, object } = event;
  if (Object.hasOwn(byReason, reason)) return byReason[reason];
  const rules = Object.hasOwn(byMessage, reason) ? byMessage[reason] : undefined;
  return rules?.find(
    ({ kind = object.kind, has, lacks = [] }) =>
      kind === object.kind &&
      (has === undefined || has.some((text) => message.includes(text))) &&
      !lacks.some((text) => message.includes(text)),
  )?.name;
}
