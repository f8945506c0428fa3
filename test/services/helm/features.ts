/** Values that switch every feature of the chart on. */
export const everything = {
  config: {
    cluster: 'prod',
    source: { kubernetes: { namespaces: ['team-a', 'team-b'], api: 'events.k8s.io/v1' } },
    admin: { port: 9000 },
    sinks: [{ name: 'hook', use: 'webhook', with: { url: '${env:HOOK_URL}' } }],
  },
  image: { tag: '1.2.3', pullPolicy: 'Always' },
  imagePullSecrets: [{ name: 'registry' }],
  existingSecret: 'mine',
  timezone: 'Asia/Shanghai',
  sinks: {
    install: ['kafka@0.1.0', '@acme/kube-sink', 'npm:acme-sink'],
    npmrcSecret: 'npm',
    copyFrom: { image: 'acme/sinks:1' },
  },
  eventer: {
    sinks: {
      dingtalk: {
        enabled: true,
        level: 'Normal',
        label: 'prod',
        token: 'secret-token',
        monitorkinds: 'Pod, Node',
        monitornamespaces: 'default,kube-system',
      },
      sls: { enabled: true, project: 'k8s-log-1', logstore: 'events' },
    },
  },
  serviceAccount: { annotations: { 'example.com/role': 'events' } },
  rbac: {
    templateConfigMaps: [{ namespace: 'team-a', name: 'body' }],
    extraRules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
  },
  persistence: { keep: true, storageClass: 'fast', annotations: { 'example.com/backup': 'no' } },
  service: { annotations: { 'example.com/scrape': 'yes' } },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
  networkPolicy: {
    enabled: true,
    ingressFrom: [{ namespaceSelector: {} }],
    extraEgress: [{ ports: [{ port: 9092, protocol: 'TCP' }] }],
  },
  podDisruptionBudget: { enabled: true },
  podLabels: { team: 'sre' },
  podAnnotations: { 'example.com/note': 'x' },
  nodeSelector: { disk: 'fast' },
  tolerations: [{ key: 'infra', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  priorityClassName: 'system-cluster-critical',
  env: [{ name: 'HTTPS_PROXY', value: 'http://proxy:3128' }],
  envFrom: [{ secretRef: { name: 'more' } }],
  extraVolumes: [{ name: 'ca', configMap: { name: 'ca' } }],
  extraVolumeMounts: [{ name: 'ca', mountPath: '/etc/ca' }],
} as const;

/** Values that switch every feature off that can be. */
export const nothing = {
  rbac: { create: false },
  serviceAccount: { create: false },
  service: { enabled: false },
  persistence: { enabled: false },
} as const;
