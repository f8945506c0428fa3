export { assertArrived, assertNoCredential, assertOutcome } from './assertions.ts';
export type { CheckResult, Feature } from './check.ts';
export { conformance } from './conformance.ts';
export type { Arrival, Destination, ExpectedAnswer, Limit, Refused, Verdict } from './destination.ts';
export { type HttpAnswer, httpAnswers, type Mishap, type Replier, type Reply } from './http/answers.ts';
export {
  type Brought,
  type FakeDestination,
  type FakeDestinationOptions,
  fakeDestination,
  type HttpLimit,
} from './http/fake-destination.ts';
export type { ReceivedRequest } from './http/request.ts';
export { textsOf } from './http/texts.ts';
export { deliverTo, podEvent, type TestContext, testContext } from './in-thread.ts';
export type { ConformanceOptions, NotApplicable } from './options.ts';
export { checkConformance, type Finding } from './run.ts';
export { runSink, type SinkInThread } from './run-sink.ts';
export { coreEvent, eventsV1Event, kubeEvent, type SampleEvent } from './samples/event.ts';
export { sampleEvents } from './samples/sample-events.ts';
export type { DeliverHow } from './trial/running.ts';
export type { SaidLine } from './trial/said.ts';
