/** Wrangler without an account, telemetry, banner or questions. */
export const QUIET_WRANGLER = {
  CI: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
};

/** What a Worker's script may weigh, gzipped, so that it starts fast everywhere; the font of invoices is a file beside it. */
export const LARGEST_WORKER_BYTES = 1_000_000;
