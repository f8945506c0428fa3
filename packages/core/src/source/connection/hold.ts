import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;

/**
 * Keeps the socket of one response from being read: what comes meanwhile stays in the kernel, and wakes nobody. At most one piece that is
 * under way still arrives. The back-pressure of the body's own stream goes on beside it; the socket is read when neither holds it.
 */
export class Hold {
  #controller: Controller | undefined;
  #held = false;
  #full = false;

  /** For the dispatcher that sends the request. */
  readonly interceptor: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
    dispatch(options, this.#follow(handler));

  /** Reads no more until the release. */
  hold(): void {
    this.#held = true;
    this.#controller?.pause();
  }

  release(): void {
    this.#held = false;
    if (!this.#full) this.#controller?.resume();
  }

  #follow(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    let shown: Controller;
    return {
      onRequestStart: (controller, context: unknown) => {
        this.#controller = controller;
        this.#full = false;
        shown = this.#shown(controller);
        handler.onRequestStart?.(shown, context);
      },
      onRequestUpgrade: (_, status, headers, socket) => handler.onRequestUpgrade?.(shown, status, headers, socket),
      onResponseStart: (controller, status, headers, message) => {
        shown.rawHeaders = controller.rawHeaders ?? null;
        handler.onResponseStart?.(shown, status, headers, message);
      },
      onResponseData: (_, chunk) => handler.onResponseData?.(shown, chunk),
      onResponseEnd: (controller, trailers) => {
        shown.rawTrailers = controller.rawTrailers ?? null;
        handler.onResponseEnd?.(shown, trailers);
      },
      onResponseError: (controller, error) => handler.onResponseError?.(shown ?? controller, error),
    };
  }

  /** What the body's stream pauses and resumes, without a way around the hold. */
  #shown(controller: Controller): Controller {
    const isFull = () => this.#full;
    return {
      get aborted() {
        return controller.aborted;
      },
      get paused() {
        return isFull();
      },
      get reason() {
        return controller.reason;
      },
      abort: (reason) => controller.abort(reason),
      pause: () => {
        this.#full = true;
        controller.pause();
      },
      resume: () => {
        this.#full = false;
        if (!this.#held) controller.resume();
      },
    };
  }
}
