import type { Logger, LogLevel } from '@slack/bolt';
import type { Log } from '#app/ports/log.ts';

/** Bolt's and its client's words in Cardline's log. What they say for debugging holds bodies of requests: it is left out. */
export function boltLogger(log: Log): Logger {
  let level = 'info' as LogLevel;
  const tell =
    (tone: keyof Log) =>
    (...words: unknown[]): void => {
      const err = words.find((word) => word instanceof Error);
      const text = words.filter((word) => word !== err).map(String);
      log[tone]({ from: 'slack', ...(err ? { err } : {}) }, text.join(' ') || (err?.message ?? ''));
    };
  return {
    debug: () => {},
    info: tell('info'),
    warn: tell('warn'),
    error: tell('error'),
    setLevel: (to) => {
      level = to;
    },
    getLevel: () => level,
    setName: () => {},
  };
}
