/** How Google says no: https://cloud.google.com/apis/design/errors, and Drive's older form. */

interface Extra {
  readonly reason?: string;
  /** The test arranged for it (unshared, trashed, faults, time that passed): no fault of whoever called. */
  readonly isArranged?: boolean;
  readonly retryAfter?: number;
}

export class ApiError extends Error {
  readonly code: number;
  readonly status: string;
  readonly reason: string;
  readonly isArranged: boolean;
  readonly retryAfter: number | null;

  constructor(code: number, status: string, message: string, extra: Extra = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.reason = extra.reason ?? status.toLowerCase();
    this.isArranged = extra.isArranged ?? false;
    this.retryAfter = extra.retryAfter ?? null;
  }
}

export const invalid = (message: string, reason = 'badRequest'): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', message, { reason });

export const notFound = (message: string, isArranged = false): ApiError =>
  new ApiError(404, 'NOT_FOUND', message, { reason: 'notFound', isArranged });

export const forbidden = (message: string, reason: string, isArranged = false): ApiError =>
  new ApiError(403, 'PERMISSION_DENIED', message, { reason, isArranged });

export const unauthenticated = (reason: string, isArranged = false): ApiError =>
  new ApiError(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    { reason, isArranged },
  );

export const quotaExceeded = (metric: string): ApiError =>
  new ApiError(
    429,
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric '${metric} requests' and limit '${metric} requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:100000000001'.`,
    { reason: 'RATE_LIMIT_EXCEEDED', isArranged: true },
  );

/** As the Sheets API writes it. */
export const sheetsErrorBody = ({ code, message, status, reason }: ApiError) => ({
  error: {
    code,
    message,
    status,
    ...(/^[A-Z_]+$/.test(reason)
      ? {
          details: [
            { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' },
          ],
        }
      : {}),
  },
});

/** As the Drive API writes it. */
export const driveErrorBody = ({ code, message, reason }: ApiError) => ({
  error: { code, message, errors: [{ message, domain: 'global', reason }] },
});
