/** Work that outlives the request which started it, and waiting that holds nobody else up. */
export interface Background {
  /** Sees to it that the work may go on after the answer has been given; the work reports its own failures. */
  keep(work: Promise<unknown>): void;
  /** Resolves when the work has ended or the time is over, whichever comes first. */
  waitFor(work: Promise<unknown>, milliseconds: number): Promise<void>;
  /** Lets everybody else have a turn, for at least so long. */
  pause(milliseconds: number): Promise<void>;
}
