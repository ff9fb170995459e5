/** `<!date^…>` and rich text dates: the tokens of docs.slack.dev/messaging/formatting-message-text#date-formatting. */

const TOKENS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date: { month: 'long', day: 'numeric' },
  date_long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  date_long_full: { month: 'long', day: 'numeric', year: 'numeric' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

const part = (seconds: number, options: Intl.DateTimeFormatOptions, timeZone: string): string =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone }).format(seconds * 1000);

/** Null where the moment or a token is none; Slack then shows the fallback. */
export function formatSlackDate(seconds: number, format: string, timeZone: string): string | null {
  if (!Number.isFinite(seconds)) return null;
  let isKnown = true;
  const text = format.replaceAll(/\{([a-z_]+)\}/g, (_, token: string) => {
    const name = token.replace(/_pretty$/, '');
    if (name === 'date_num' || name === 'date_slash') {
      return part(seconds, { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).replace(
        /(\d+)\/(\d+)\/(\d+)/,
        name === 'date_num' ? '$3-$1-$2' : '$2/$1/$3',
      );
    }
    const options = TOKENS[name === 'day_divider' ? 'date_long' : name];
    if (options !== undefined) return part(seconds, options, timeZone);
    isKnown = false;
    return '';
  });
  return isKnown ? text : null;
}
